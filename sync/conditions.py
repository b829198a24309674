"""The two conditions of a declaration: what a place lacks, in words that name it.

A compound is judged by its checklist and its days; a place above it by the standing of what lies
directly below it (从小区到社区、街道、城区, Xinhua 2020-03-07).

>>> both = of_children([Child("a", "一社区", "certified"), Child("b", "二社区", "none")])
>>> both.verdict, both.shown["standing"], both.shown["total"]
('not_met', 1, 2)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sync.checklist import Assessment, JudgedGroup, digest_of, standing_of
from sync.measures.finding import Verdict
from sync.standing import ACTIVE, STATES
from sync.words import Words
from sync.zero import Earliest

BELOW: Final = {
    "community": ("compound",),
    "village": ("compound",),
    "street": ("community", "village"),
    "district": ("street",),
}
_NAMED: Final = 3  # places that a sentence names


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the conditions, with what it lacks (empty words when nothing)."""

    id: str
    verdict: Verdict
    words: Words


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a step rests on: verdict, digest of the evidence, the evidence, and what is shown."""

    verdict: Verdict
    parts: tuple[Condition, ...]
    digest: str
    evidence: dict[str, Any]
    shown: dict[str, Any]

    @property
    def lacking(self) -> Words | None:
        """Everything that is lacking in one sentence; None when both conditions are met."""
        said = [one.words for one in self.parts if one.verdict not in ("met", "waived")]
        if self.verdict == "met":
            return None
        return Words(";".join(one.zh for one in said), "; ".join(one.en for one in said))


@dataclass(frozen=True, slots=True)
class Child:
    """A place directly below, and how it stands."""

    place: str
    name: str
    state: str
    certificate: str = ""


def of_compound(assessment: Assessment, earliest: Earliest, shown: dict[str, Any]) -> Conditions:
    """The conditions of a compound, from its checklist and its days; `shown` is the checklist."""
    gates = [one for one in assessment.gates if one.decides]
    zero = standing_of(one.verdict for one in gates) if gates else "met"
    six: Verdict = assessment.points.verdict if assessment.points else "met"
    if not assessment.points:
        six = standing_of(one.verdict for one in assessment.pillars if one.decides)
    if assessment.vetoed:
        six = "not_met"
    parts = (
        Condition("zero", zero, _days_words(earliest, gates)),
        Condition("six", six, _short_words(assessment.pillars)),
    )
    return Conditions(
        assessment.verdict, parts, assessment.digest, {"prefix": assessment.prefix}, shown
    )


def _days_words(earliest: Earliest, gates: Sequence[JudgedGroup]) -> Words:
    if earliest.blocks or earliest.doubts:
        return earliest.words
    return _short_words(gates)


def _short_words(groups: Sequence[JudgedGroup]) -> Words:
    """What groups lack: 还差:排查 2 项;数据没齐 1 项."""
    short = [(one.group.label, one.short) for one in groups if one.short]
    unknown = sum(one.not_known for one in groups)
    zh = ["还差:" + "、".join(f"{label.zh} {n} 项" for label, n in short)] if short else []
    en = ["short of: " + ", ".join(f"{label.en} {n}" for label, n in short)] if short else []
    if unknown:
        zh.append(f"数据没齐 {unknown} 项")
        en.append(f"{unknown} not yet known")
    return Words(";".join(zh), "; ".join(en))


def of_children(children: Sequence[Child]) -> Conditions:
    """The conditions of a place above a compound: everything directly below it has to stand."""
    missing = [one for one in children if one.state not in ACTIVE]
    verdict: Verdict = "not_met" if missing else "met" if children else "not_yet_known"
    evidence = {"below": [[one.place, one.state, one.certificate] for one in children]}
    shown = {
        "below": [{"id": one.place, "name": one.name, "state": one.state} for one in children],
        "standing": len(children) - len(missing),
        "total": len(children),
    }
    part = Condition("below", verdict, _below_words(children, missing))
    return Conditions(verdict, (part,), digest_of(evidence), evidence, shown)


def _below_words(children: Sequence[Child], missing: Sequence[Child]) -> Words:
    if not children:
        return Words("下面还没有登记地点", "no place below is known yet")
    if not missing:
        return Words("", "")
    named = missing[:_NAMED]
    more_zh, more_en = ("等", " and others") if len(missing) > _NAMED else ("", "")
    zh = "、".join(f"{one.name}({STATES[one.state].zh})" for one in named)
    en = ", ".join(f"{one.name} ({STATES[one.state].en})" for one in named)
    return Words(
        f"还差 {len(missing)} 个:{zh}{more_zh}", f"{len(missing)} still missing: {en}{more_en}"
    )
