"""Can the records be believed: spot checks from outside, late entries, values too alike.

A failed sample asks for a second one and blames nobody; too-alike values are shown to a human.

>>> from sync.evidence import Tally
>>> most_common([Tally((365,), 96), Tally((366,), 4)])
(96, 100)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sync.days import HOUR, MINUTE
from sync.evidence import Evidence, Fact, Gap, Tally, Wanted
from sync.measures.finding import Finding, Measure, Question, Verdict, parameters
from sync.measures.items import heard_until
from sync.words import Words

# The types of place that a spot check may be of, and the one where nothing was drawn yet.
CHECKED, DOORS = ("household", "area", "gate"), ("household",)


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawn sample, the checks made for it, and how it stands: passed, failed or unfinished.

    `size`: how many of the drawn are to be checked; the others are in reserve.
    """

    fact: Fact
    drawn: frozenset[str]
    checks: tuple[Fact, ...]
    state: str
    size: int

    @property
    def misses(self) -> tuple[Fact, ...]:
        """The checks that disagree with what was recorded."""
        return tuple(one for one in self.checks if one.fields.get("outcome") == "disagrees")


def sample_size(question: Question, evidence: Evidence, types: Sequence[str] = DOORS) -> int:
    """How many places a sample takes: as the policy says, or all of the types where fewer."""
    there = len(evidence.places(types)) if types else 0
    return min(question.number("sample_size"), there or question.number("sample_size"))


def sizes_of(question: Question, evidence: Evidence) -> Callable[[Sequence[object]], int]:
    """How many of the drawn are to be checked, by what was drawn: doors, corridors, gates."""
    types = {one.id: type for type in CHECKED for one in evidence.places((type,))}

    def size(drawn: Sequence[object]) -> int:
        found = {types[str(one)] for one in drawn if str(one) in types}
        return sample_size(question, evidence, sorted(found) or DOORS)

    return size


def doors_in_turn(drawn: Sequence[str], outcomes: Mapping[str, str], size: int) -> list[str]:
    """The drawn doors to go to, in their order: for each where nobody was met, the next in reserve.

    >>> doors_in_turn(["a", "b", "c", "d"], {"a": "not_reached"}, 2)
    ['a', 'b', 'c']
    """
    found, wanted = [], size
    for door in drawn:
        if wanted > 0 or door in outcomes:
            found.append(door)
        wanted -= outcomes.get(door) != "not_reached"
    return found


def samples_in(question: Question, evidence: Evidence, wanted: Wanted) -> list[Sample]:
    """The samples among the wanted records, each with its checks and how it stands."""
    size = sizes_of(question, evidence)
    asked = Wanted((question.text("closing_kind"),), until_on=question.day)
    checks = list(evidence.records(asked))
    found = []
    for fact in evidence.records(wanted):
        drawn = frozenset(str(one) for one in fact.fields.get("drawn") or ())
        mine = tuple(one for one in checks if one.fields.get("sample") == fact.id)
        wanted_here = size(tuple(drawn))
        found.append(
            Sample(fact, drawn, mine, _state(question, drawn, mine, wanted_here), wanted_here)
        )
    return found


def _state(question: Question, drawn: frozenset[str], checks: Sequence[Fact], size: int) -> str:
    outcomes = {one.place.id: str(one.fields.get("outcome")) for one in checks}
    misses = sum(outcome == "disagrees" for outcome in outcomes.values())
    if misses > question.number("most_misses"):
        return "failed"
    reached = [place for place, outcome in outcomes.items() if outcome != "not_reached"]
    return "passed" if len(drawn & set(reached)) >= size else "unfinished"


def _judge_sample(question: Question, evidence: Evidence) -> Finding:
    """A sample was drawn and checked in the window; after a failed one, the second decides."""
    days = question.window(question.number("window_days"))
    wanted = Wanted((question.text("kind"),), days[0], days[-1])
    samples = samples_in(question, evidence, wanted)
    verdict = _sample_verdict(samples)
    last = samples[-1] if samples else None
    checked, misses = (len(last.checks), len(last.misses)) if last else (0, 0)
    return Finding(
        verdict=verdict,
        counts={"samples": len(samples), "checked": checked, "misses": misses},
        summary=_sample_summary(len(days), len(samples), checked, misses),
        reasons=() if verdict == "met" else (_sample_reason(verdict, last),),
        would_change=None if verdict == "met" else _sample_mend(samples),
        missing_total=sum(len(sample.misses) for sample in samples),
        records_total=sum(1 + len(sample.checks) for sample in samples),
        missing=lambda: (_miss(check) for sample in samples for check in sample.misses),
        records=lambda: (
            record
            for sample in samples
            for record in (sample.fact.id, *(check.id for check in sample.checks))
        ),
        needed_at=heard_until(question, evidence),
    )


def _sample_summary(days: int, samples: int, checked: int, misses: int) -> Words:
    if not samples:
        return Words("{n} 天里还没抽查过", "no spot check in {n:day|days}").filled(n=days)
    return Words(
        "抽查 {s} 次,最近一次查 {n} 户,{m} 户对不上",
        "{s:sample|samples}; of {n} checked in the last, {m} disagree",
    ).filled(s=samples, n=checked, m=misses)


def _sample_verdict(samples: Sequence[Sample]) -> Verdict:
    """Passed is met; failed twice is not; one failed or unfinished sample leaves it open."""
    states = [sample.state for sample in samples]
    if not states or states[-1] == "unfinished":
        return "not_yet_known"
    if states[-1] == "passed":
        return "met"
    return "not_met" if states.count("failed") >= 2 else "not_yet_known"


def _sample_reason(verdict: Verdict, last: Sample | None) -> Words:
    if last is None:
        return Words("没有抽查", "no sample was drawn")
    if last.state == "unfinished":
        return Words("抽查还没做完", "the sample is not finished")
    if verdict == "not_met":
        return Words("两次抽查都对不上", "two samples disagree with the records")
    return Words("一次抽查对不上,要再抽一次", "one sample disagrees: draw a second one")


def _sample_mend(samples: Sequence[Sample]) -> Words:
    if samples and samples[-1].state == "unfinished":
        return Words("把抽到的查完", "finish the sample")
    if not samples:
        return Words("由外面的人抽一次", "have a sample checked from outside")
    return Words("由外面的人再抽一次", "have another sample checked from outside")


def _miss(check: Fact) -> Gap:
    return Gap(check.place, "disagrees", check.day, "", check.observed_to, (check.id,))


def _judge_future(question: Question, evidence: Evidence) -> Finding:
    """No record claims to have been observed after it was received."""
    days = question.window(question.number("window_days"))
    slack = question.number("slack_minutes") * MINUTE
    wanted = Wanted(question.names("kinds"), days[0], days[-1])
    past, total = evidence.late(wanted, -slack - 1)
    return _share(total - past, total, 0, _FUTURE)


def _judge_late(question: Question, evidence: Evidence) -> Finding:
    """At most so many of a hundred records arrived long after they were observed."""
    days = question.window(question.number("window_days"))
    wanted = Wanted(question.names("kinds"), days[0], days[-1])
    late, total = evidence.late(wanted, question.number("late_hours") * HOUR)
    return _share(late, total, question.number("most_share"), _LATE)


def _judge_alike(question: Question, evidence: Evidence) -> Finding:
    """Among enough readings no single value makes up nearly all of them."""
    days = question.window(question.number("window_days"))
    wanted = Wanted(question.names("kinds"), days[0], days[-1])
    rows = evidence.tally(wanted, (question.text("field"),))
    most, total = most_common([row for row in rows if row.values[0] is not None])
    if total < question.number("least_readings"):
        most, total = 0, 0
    return _share(most, total, question.number("most_share"), _ALIKE)


def most_common(rows: Sequence[Tally]) -> tuple[int, int]:
    """(count of the most common value, count of all)."""
    return max((row.count for row in rows), default=0), sum(row.count for row in rows)


_FUTURE = (
    Words("{n} 条写在将来", "{n} of {total} lie in the future"),
    Words("更正写错的时间", "correct the times that were written wrongly"),
)
_LATE = (
    Words("{total} 条里 {n} 条过了一天才收到", "{n} of {total} arrived more than a day later"),
    Words("当天上传", "send records on the day"),
)
_ALIKE = (
    Words("{total} 个读数里 {n} 个一样", "{n} of {total} readings are the same"),
    Words("请人看一看,不代表有人作假", "have a human look; it accuses nobody"),
)


def _share(count: int, total: int, most: int, said: tuple[Words, Words]) -> Finding:
    verdict: Verdict = "not_yet_known"
    if total:
        verdict = "met" if count * 100 <= most * total else "not_met"
    summary = said[0].filled(n=count, total=total)
    none = Words("记录太少,看不出来", "too few records to tell")
    return Finding(
        verdict=verdict,
        counts={"records": total, "counted": count},
        summary=summary if total else none,
        reasons=() if verdict == "met" else (summary if total else none,),
        would_change=None if verdict == "met" else said[1],
        missing_total=count if verdict == "not_met" else 0,
        records_total=total,
    )


def _judge_index(question: Question, evidence: Evidence) -> Finding:
    """Things found per hundred places inspected stays below a number (the Breteau index).

    The index is the sum of `field` over all inspections, in each round of the window that was
    surveyed widely enough (`least_places`), times a hundred, divided by the inspections.
    """
    kind, days = question.text("kind"), question.window(question.number("window_days"))
    rows = evidence.tally(Wanted((kind,), days[0], days[-1]), (question.text("field"),))
    found = sum(row.values[0] * row.count for row in rows if isinstance(row.values[0], int))
    places, below = sum(row.count for row in rows), question.number("below")
    verdict: Verdict = "not_yet_known"
    if places >= question.number("least_places"):
        verdict = "met" if found * 100 < below * places else "not_met"
    silent = bool(evidence.silent((kind,), heard_until(question, evidence)))
    if silent and verdict == "met":
        verdict = "not_yet_known"
    wanted = Wanted((kind,), days[0], days[-1])
    return Finding(
        verdict=verdict,
        counts={"inspected": places, "found": found},
        summary=Words(
            "查 {p} 户,阳性 {f} 个(指数要低于 {b})",
            "{f} found in {p:place|places} inspected (index below {b} wanted)",
        ).filled(p=places, f=found, b=below),
        reasons=() if verdict == "met" else (_index_reason(verdict, places),),
        would_change=None
        if verdict == "met"
        else Words("清完再查一遍", "clear them and survey again"),
        missing_total=found,
        records_total=places,
        missing=lambda: (
            Gap(fact.place, "found", fact.day, "", fact.observed_to, (fact.id,), fact.by)
            for fact in evidence.records(wanted)
            if fact.fields.get(question.text("field"))
        ),
        records=lambda: (fact.id for fact in evidence.records(wanted)),
        needed_at=heard_until(question, evidence),
    )


def _index_reason(verdict: Verdict, places: int) -> Words:
    if verdict == "not_yet_known":
        return Words("只查了 {n} 户,还不够", "only {n:place|places} inspected so far").filled(
            n=places
        )
    return Words("指数太高", "the index is too high")


SAMPLE = Measure(
    "sample",
    _judge_sample,
    needs=parameters("kind closing_kind window_days sample_size most_misses"),
    takes=parameters("silent_hours spares checked_kind"),
)
FUTURE = Measure(
    "none_in_future", _judge_future, needs=parameters("kinds window_days slack_minutes")
)
LATE = Measure(
    "late_share", _judge_late, needs=parameters("kinds window_days late_hours most_share")
)
ALIKE = Measure(
    "not_alike",
    _judge_alike,
    needs=parameters("kinds window_days field least_readings most_share"),
)
INDEX = Measure(
    "index_below",
    _judge_index,
    needs=parameters("kind window_days field least_places below"),
    takes=parameters("silent_hours"),
)
