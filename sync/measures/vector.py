"""Rounds that follow a case: dense at first, then thinner; and everybody visited within days.

>>> phase(1, 3, 4), phase(4, 3, 4), phase(8, 3, 4)
(1, 2, 0)
"""

from collections.abc import Iterator
from itertools import chain

from sync.cases import events_known, read_cases
from sync.days import day_plus, days_between
from sync.evidence import Coverage, Evidence, Gap, Named, Slots, Wanted
from sync.measures.finding import (
    Finding,
    Measure,
    Question,
    parameters,
    share_verdict,
    worst,
)
from sync.measures.items import Item, Sentence, heard_until, lack, settle
from sync.measures.rounds import counts_of
from sync.measures.unheard import HEARING, unless_unheard
from sync.words import Words, day_words


def phase(number: int, first: int, then: int) -> int:
    """The phase of the n-th day after a case (from 1): 1, 2, or 0 when both are over."""
    if 1 <= number <= first:
        return 1
    return 2 if first < number <= first + then else 0


def _judge_phased(question: Question, evidence: Evidence) -> Finding:
    """Each place treated so often a day in the days after the last case, then less often."""
    case_kind = question.text("closing_kind")
    cases = read_cases(events_known(evidence, case_kind))
    entered = (case.entered(question.names("categories"), question.day) for case in cases)
    case_on = max((day for day in entered if day is not None), default=None)
    asks = _phases(question, case_on) if case_on else []
    rows = [(ask, row) for ask in asks for row in evidence.coverage(ask)]
    ended = [row for _, row in rows if row.due and not row.open]
    verdict = worst(
        share_verdict(row.done, row.not_yet_known, row.due, question.number("share"))
        for row in ended
    )
    if case_on is None or phase(days_between(case_on, question.day), *_lengths(question)) == 0:
        verdict = verdict if ended else "met"
    silent = evidence.silent((case_kind,), heard_until(question, evidence))
    if not ended and verdict == "met" and silent:
        verdict = "not_yet_known"
    finding = Finding(
        verdict=verdict,
        counts=counts_of(ended),
        summary=_phased_summary(case_on, ended),
        reasons=() if verdict == "met" else (_phased_summary(case_on, ended),),
        would_change=None
        if verdict == "met"
        else Words("把没做的点位补做并记下", "treat and record the places left out"),
        missing_total=sum(row.due - row.done for row in ended),
        records_total=sum(row.done for row in ended),
        missing=lambda: _gaps(evidence, asks),
        records=lambda: chain.from_iterable(evidence.slot_records(ask) for ask in asks),
        needed_at=question.ends_at,
    )
    return unless_unheard(question, evidence, finding)


def _lengths(question: Question) -> tuple[int, int]:
    return question.number("first_days"), question.number("then_days")


def _phases(question: Question, case_on: str) -> list[Slots]:
    """What is due on the days after the case up to the day asked about, by phase."""
    first, then = _lengths(question)
    days = [day_plus(case_on, number) for number in range(1, first + then + 1)]
    due = [day for day in days if day <= question.day]
    parts = (
        (due[:first], question.number("first_per_day")),
        (due[first:], question.number("then_per_day")),
    )
    return [question.slots(question.whole_days(part), times) for part, times in parts if part]


def _phased_summary(case_on: str | None, ended: list[Coverage]) -> Words:
    if case_on is None:
        return Words("没有病例,不用做", "no case, nothing due")
    zh, en = day_words(case_on)
    return Words(
        "{zh}病例之后应做 {due},做到 {done}", "{done} of {due} done since the case of {en}"
    ).filled(zh=zh, en=en, due=sum(r.due for r in ended), done=sum(r.done for r in ended))


def _gaps(evidence: Evidence, asks: list[Slots]) -> Iterator[Gap]:
    gaps = chain.from_iterable(evidence.gaps(ask) for ask in asks)
    return (gap for gap in gaps if gap.state != "open")


def _judge_visited(question: Question, evidence: Evidence) -> Finding:
    """The share of lived-in households (or other places) with a record within the window.

    `codes`: only records with one of these outcomes count.
    """
    kind, days = question.text("kind"), question.window(question.number("window_days"))
    types = question.names("place_types") or ("household",)
    wanted = Wanted((kind,), days[0], days[-1], codes=question.names("codes"))
    seen: dict[str, list[str]] = {}
    for fact in evidence.records(wanted):
        seen.setdefault(fact.place.id, []).append(fact.id)
    means = lack(evidence, (kind,), heard_until(question, evidence))
    items = [
        Item(
            Named(place.id, place.name),
            "ok" if place.id in seen else means(place.id),
            records=tuple(seen.get(place.id, ())),
        )
        for place in evidence.places(types, question.names("area_kinds"), question.day)
        if place.type != "household" or place.occupancy in ("occupied", "unknown", "")
    ]
    sentence = _HOUSEHOLDS if types == ("household",) else _PLACES
    return settle(question, evidence, items, sentence, question.number("share"), (kind,))


_HOUSEHOLDS = Sentence(
    Words("{total} 户里查了 {ok} 户", "{ok} of {total:household|households} visited"),
    Words("再查 {short} 户", "visit {short} more"),
    Words("名册里没有住户", "the register names no household"),
)
_PLACES = Sentence(
    Words("{total} 处里做了 {ok} 处", "done at {ok} of {total:place|places}"),
    Words("再做 {short} 处并记下", "do and record {short} more"),
    Words("名册里没有要做的地方", "the register names no place for it"),
)


PHASED = Measure(
    "phased_rounds",
    _judge_phased,
    needs=parameters(
        "kind closing_kind categories place_types share "
        "first_days first_per_day then_days then_per_day"
    ),
    # The radius is drawn as the places of the compound; here it is only said in the rule.
    takes=parameters("area_kinds silent_hours grace_hours radius") | HEARING,
)
VISITED = Measure(
    "visited",
    _judge_visited,
    needs=parameters("kind window_days share"),
    takes=parameters("silent_hours codes place_types area_kinds"),
)
