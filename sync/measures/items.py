"""Judging a list of single things: each is in order, missing, not heard of yet, or still open.

>>> from sync.evidence import Named
>>> door = Named("d1", "101")
>>> tally([Item(door, "ok"), Item(door, "missing"), Item(door, "open")])
{'total': 2, 'ok': 1, 'missing': 1, 'not_yet_known': 0, 'open': 1}
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple, Protocol

from sync.days import HOUR
from sync.evidence import Evidence, Gap, Named, Value
from sync.measures.finding import Finding, Question, Verdict, share_verdict, short_of
from sync.measures.unheard import unless_unheard
from sync.words import Words, day_words

State = Literal["ok", "missing", "not_yet_known", "open"]


class Item(NamedTuple):
    """One thing that a rule counts; `why` is the word for what is missing (a Gap's state).

    A tuple: a checklist makes thousands, each in a third of the time of a frozen class.
    """

    place: Named
    state: State
    why: str = "missed"
    day: str = ""
    session: str = ""
    since_at: int | None = None
    records: tuple[str, ...] = ()
    said: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sentence:
    """How a measure speaks of its items: of `total`, `ok` are …; what to do; and if there are none.

    `summary` may use {ok}, {total} and {percent}; `mend` may use {short}; `none` stands alone.
    """

    summary: Words
    mend: Words
    none: Words


def tally(items: Iterable[Item]) -> dict[str, int]:
    """Counts of items; what is still open is not in the total."""
    counts = {"total": 0, "ok": 0, "missing": 0, "not_yet_known": 0, "open": 0}
    for item in items:
        counts[item.state] += 1
        counts["total"] += item.state != "open"
    return counts


def settle(
    question: Question,
    evidence: Evidence,
    items: Sequence[Item],
    sentence: Sentence,
    percent: int = 100,
    kinds: Sequence[str] = (),
) -> Finding:
    """The finding for a list of items; without any, what the parameter `none_is` says.

    `none_is` is "met" only when a rule speaks of things that need not happen, and then only while
    every phone that may report one has been heard, and something of every few days (`heard_days`).
    """
    counts = tally(items)
    verdict = _verdict(question, evidence, counts, percent, kinds)
    short = short_of(counts["ok"], counts["total"], percent)
    lacking = [item for item in items if item.state in ("missing", "not_yet_known")]
    summary = sentence.summary if counts["total"] else sentence.none
    finding = Finding(
        verdict=verdict,
        counts=counts,
        summary=summary.filled(**counts, percent=percent),
        reasons=() if verdict == "met" else _reasons(verdict, lacking, sentence, counts),
        would_change=None if verdict == "met" else sentence.mend.filled(short=short),
        missing_total=len(lacking),
        records_total=sum(len(item.records) for item in items),
        missing=lambda: _gaps(evidence, lacking, kinds),
        records=lambda: (record for item in items for record in item.records),
        needed_at=heard_until(question, evidence),
    )
    return unless_unheard(question, evidence, finding)


def _verdict(
    question: Question,
    evidence: Evidence,
    counts: Mapping[str, int],
    percent: int,
    kinds: Sequence[str],
) -> Verdict:
    if counts["total"]:
        return share_verdict(counts["ok"], counts["not_yet_known"], counts["total"], percent)
    if question.text("none_is") != "met":
        return "not_yet_known"
    return "not_yet_known" if evidence.silent(kinds, heard_until(question, evidence)) else "met"


def _reasons(
    verdict: Verdict, lacking: Sequence[Item], sentence: Sentence, counts: Mapping[str, int]
) -> tuple[Words, ...]:
    if not counts["total"]:
        return (sentence.none,)
    if verdict == "not_yet_known":
        words = Words(
            "{n} 处要等没上传的手机", "{n} of them wait for phones that have not reported"
        )
        return (words.filled(n=counts["not_yet_known"]),)
    zh, en = zip(*(_label(item, lacking) for item in lacking[:5]), strict=True)
    return (
        Words("{n} 处不到位:{zh}", "{n} not in order: {en}").filled(
            n=len(lacking), zh="、".join(dict.fromkeys(zh)), en=", ".join(dict.fromkeys(en))
        ),
    )


def _label(item: Item, among: Sequence[Item]) -> tuple[str, str]:
    """What tells an item from the others: its place, or its day where the place is the same."""
    if item.day and len({one.place.id for one in among}) == 1:
        return day_words(item.day)
    return item.place.name, item.place.name


def _gaps(evidence: Evidence, lacking: Sequence[Item], kinds: Sequence[str]) -> Iterator[Gap]:
    for item in lacking:
        yield Gap(
            place=item.place,
            state=item.why if item.state == "missing" else item.state,
            day=item.day,
            session=item.session,
            since_at=item.since_at,
            record_ids=item.records,
            responsible=tuple(evidence.responsible(kinds, item.place.id)),
            said=item.said,
        )


def moment(question: Question, evidence: Evidence) -> int:
    """Ms: the cut-off, but not beyond the last session of the day asked about."""
    return min(evidence.known_at, question.ends_at)


def heard_until(question: Question, evidence: Evidence) -> int:
    """Ms: a phone drained since then is no longer silent (the cut-off less `silent_hours`)."""
    return moment(question, evidence) - question.number("silent_hours", 24) * HOUR


class Absence(Protocol):
    """What the lack of a record due at a moment (ms) means: missing, or not yet known."""

    def __call__(self, due_at: int, place: str | None = None) -> State:
        """Of a record that only this place can have; None: that any in the compound can."""
        ...


def absence(evidence: Evidence, kinds: Sequence[str]) -> Absence:
    """What `lack` says, of one moment after another."""

    @cache
    def since(due_at: int) -> Callable[[str | None], State]:
        return lack(evidence, kinds, due_at)

    return lambda due_at, place=None: since(due_at)(place)


def lack(evidence: Evidence, kinds: Sequence[str], due_at: int) -> Callable[[str | None], State]:
    """Of a place, or of None for the compound: what the lack of a record due at a moment means.

    It is not yet known while a phone that may hold the record has not been drained since.
    """
    anywhere = bool(evidence.silent(kinds, due_at))

    @cache
    def means(place: str | None) -> State:
        here = anywhere and (place is None or evidence.silent(kinds, due_at, place))
        return "not_yet_known" if here else "missing"

    return means
