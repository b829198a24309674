"""Closed management: one open gate, staffed round the clock, everybody measured and dealt with.

>>> uncovered([(0, 50), (40, 90)], 0, 100)
[(90, 100)]
>>> uncovered([], 0, 100)
[(0, 100)]
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sync.days import HOUR, MINUTE, day_end, day_of, day_plus, day_start
from sync.evidence import Evidence, Fact, Gap, PlaceFact, Value, Wanted
from sync.measures.finding import Finding, Measure, Question, parameters, share_verdict, short_of
from sync.measures.items import (
    Item,
    Sentence,
    State,
    absence,
    heard_until,
    moment,
    settle,
)
from sync.measures.past import histories, known_then
from sync.measures.unheard import HEARING
from sync.words import Words


def _judge_single_gate(question: Question, evidence: Evidence) -> Finding:
    """Exactly so many gates bear the tag `open`."""
    gates = evidence.places(("gate",))
    tag, wanted = question.text("open_tag"), question.number("gates")
    open_gates = [gate for gate in gates if tag in _tags_then(question, evidence, gate)]
    met = len(open_gates) == wanted
    return Finding(
        verdict="not_yet_known" if not gates else "met" if met else "not_met",
        counts={"gates": len(gates), "open": len(open_gates)},
        summary=Words("{all} 个门,开着 {n} 个", "{n} of {all:gate is|gates are} open").filled(
            all=len(gates), n=len(open_gates)
        ),
        reasons=() if met else (_gate_reason(len(gates), len(open_gates)),),
        would_change=None
        if met
        else Words("只留 {n} 个门开着", "leave {n} gate open").filled(n=wanted),
        missing_total=0 if met else abs(len(open_gates) - wanted),
    )


def _tags_then(question: Question, evidence: Evidence, gate: PlaceFact) -> Sequence[Value]:
    """The marks of a gate as they were stated by the end of the day."""
    if question.over_at >= evidence.known_at:
        return gate.tags
    wanted = Wanted((question.text("kind"),), place=gate.id)
    stated = list(histories(question, evidence, wanted))
    then = stated[0].then if stated else None
    return tuple(then.fields.get("tags") or ()) if then else () if stated else gate.tags


def _gate_reason(gates: int, open_gates: int) -> Words:
    if not gates:
        return Words("名册里没有门", "the register names no gate")
    return Words("开着 {n} 个门", "{n} gates are open").filled(n=open_gates)


def uncovered(shifts: Iterable[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The stretches (ms) of start..end that no shift covers, in order."""
    found, reached = [], start
    for begun, ended in sorted(shifts):
        if begun > reached:
            found.append((reached, min(begun, end)))
        reached = max(reached, ended)
        if reached >= end:
            return found
    return [*found, (reached, end)] if reached < end else found


def _worked(fact: Fact, longest: int, until: int) -> tuple[int, int]:
    """When a shift was worked; one that was never handed over counts no longer than `longest`."""
    started = _ms(fact.fields.get("started_at"), fact.observed_from)
    ended = _ms(fact.fields.get("ended_at"), min(started + longest, until))
    return started, ended


def _ms(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise


@dataclass(frozen=True, slots=True)
class Watch:
    """The gate over the window: every shift with when it was worked, and the stretches without.

    `start` and `end` (ms) bound it; `gaps` are those longer than allowed, in order.
    """

    days: tuple[str, ...]
    start: int
    end: int
    shifts: tuple[tuple[Fact, int, int], ...]
    gaps: tuple[tuple[int, int], ...]


def read_watch(question: Question, evidence: Evidence) -> Watch:
    """Read who was at the gate in the window, up to what was known."""
    kind, days = question.text("kind"), question.window(question.number("window_days"))
    start, end = day_start(days[0], question.tz), min(evidence.known_at, question.ends_at)
    longest = question.number("longest_shift_hours") * HOUR
    where = {"stage": ("worked",), "task": ("gate",)}
    # From the day before: a shift may have begun then.
    facts = evidence.records(Wanted((kind,), day_plus(days[0], -1), where=where))
    shifts = tuple((fact, *_worked(fact, longest, end)) for fact in facts)
    allowed = question.number("longest_gap") * MINUTE
    bare = uncovered(((begun, ended) for _, begun, ended in shifts), start, end)
    gaps = tuple((a, b) for a, b in bare if b - a > allowed)
    return Watch(days, start, end, shifts, gaps)


def _judge_staffed(question: Question, evidence: Evidence) -> Finding:
    """Each day of the window: no stretch longer than allowed without somebody at the gate."""
    kind, watch = question.text("kind"), read_watch(question, evidence)
    means = absence(evidence, (kind,))
    by_day: dict[str, tuple[State, int]] = {}
    for day, begun, ended in by_day_of(watch.gaps, question.tz):
        # A day that has not ended may still be covered by a shift nobody handed over yet.
        open_day = day_end(day, question.tz) > evidence.known_at
        state = "open" if open_day else means(ended)
        if by_day.get(day, ("ok", 0))[0] != "missing":
            by_day[day] = (state, begun)
    items = [
        Item(
            evidence.compound,
            by_day.get(day, ("ok", 0))[0],
            "unstaffed",
            day,
            since_at=by_day[day][1] if day in by_day else None,
            records=tuple(fact.id for fact, *_ in watch.shifts if fact.day == day),
        )
        for day in watch.days
    ]
    sentence = Sentence(
        Words("{total} 天里 {ok} 天有人值守", "staffed on {ok} of {total:day|days}"),
        Words("补齐交接班记录;真没人的那天只能等它移出观察期",
              "record the missing hand-overs; a day truly unstaffed has to leave the window"),
        Words("没有值守", "no duty"),
    )  # fmt: skip
    return settle(question, evidence, items, sentence, 100, (kind,))


def by_day_of(gaps: Iterable[tuple[int, int]], tz: int) -> Iterator[tuple[str, int, int]]:
    """The gaps cut at midnight: (day, begun, ended) ms."""
    for begun, ended in gaps:
        at = begun
        while at < ended:
            day = day_of(at, tz)
            yield day, at, min(ended, day_end(day, tz))
            at = day_end(day, tz)


def _judge_entries(question: Question, evidence: Evidence) -> Finding:
    """The share of entries at the gate on which everything required was done."""
    kind, days = question.text("kind"), question.window(question.number("window_days"))
    wanted = Wanted((kind,), days[0], days[-1], where={"direction": ("in",)})
    required, percent = set(question.names("required")), question.number("share")
    rows = evidence.tally(wanted, (question.text("field"),))
    total = sum(row.count for row in rows)
    whole = sum(row.count for row in rows if required <= set(row.values[0] or ()))
    silent = bool(evidence.silent((kind,), heard_until(question, evidence)))
    verdict = share_verdict(whole, 0, total, percent)
    if silent and verdict == "met":
        verdict = "not_yet_known"
    return Finding(
        verdict=verdict,
        counts={"entries": total, "complete": whole},
        summary=Words(
            "{total} 次进门里 {ok} 次做齐(要 {percent}%)",
            "{ok} of {total:entry|entries} complete ({percent} % wanted)",
        ).filled(total=total, ok=whole, percent=percent),
        reasons=() if verdict == "met" else (_entries_reason(total, total - whole, silent),),
        would_change=None
        if verdict == "met"
        else Words(
            "每个进门的人都问、录、测、戴(差 {n} 次)",
            "ask, record, measure and mask everybody who enters ({n} short)",
        ).filled(n=short_of(whole, total, percent)),
        missing_total=total - whole,
        records_total=total,
        missing=lambda: _incomplete(evidence, wanted, question.text("field"), required),
        records=lambda: (fact.id for fact in evidence.records(wanted)),
        needed_at=heard_until(question, evidence),
    )


def _entries_reason(total: int, incomplete: int, silent: bool) -> Words:
    if not total:
        return Words("没有进门登记", "no entry was recorded")
    if silent and not incomplete:
        return Words("门岗的手机很久没上传", "a gate phone has not reported for long")
    return Words("{n} 次没做齐", "{n:entry is|entries are} incomplete").filled(n=incomplete)


def _incomplete(evidence: Evidence, wanted: Wanted, name: str, required: set[str]) -> Iterator[Gap]:
    for fact in evidence.records(wanted):
        lacking = tuple(sorted(required - set(fact.fields.get(name) or ())))
        if lacking:
            yield Gap(
                fact.place, "incomplete", fact.day, "", fact.observed_to, (fact.id,), fact.by,
                {"lacking": lacking},
            )  # fmt: skip


def _judge_disposed(question: Question, evidence: Evidence) -> Finding:
    """Everybody with a fever at the gate was dealt with in time."""
    kind, hours = question.text("kind"), question.number("within_hours")
    facts = fevers_at_gates(question, evidence)
    told = _told_then(question, evidence, facts)
    means, now = absence(evidence, (kind,)), moment(question, evidence)
    items = []
    for fact in facts:
        due_at = fact.observed_to + hours * HOUR
        at = _disposed_at(question, fact, told)
        state: State = "open" if due_at > now else means(due_at)
        if at is not None:
            state = "ok" if at <= due_at else "missing"
        items.append(
            Item(fact.place, state, "no_disposition", fact.day, "", fact.observed_to, (fact.id,))
        )
    sentence = Sentence(
        Words("门岗 {total} 次发热,{ok} 次及时处置", "{ok} of {total} gate fevers dealt with"),
        Words("写明这 {short} 人怎么处置的", "say what became of these {short}"),
        Words("门岗没有发热的", "no fever at the gate"),
    )
    return settle(question, evidence, items, sentence, 100, (kind,))


def _told_then(question: Question, evidence: Evidence, facts: Sequence[Fact]) -> frozenset[str]:
    """Those of whom it was said by then what became of them."""
    untimed = [fact for fact in facts if fact.fields.get("disposed_at") is None]
    if question.over_at >= evidence.known_at or not untimed:
        return frozenset(fact.id for fact in untimed)
    hot = tuple({fact.fields.get("temperature") for fact in untimed})
    days, kind = [fact.day for fact in untimed], question.text("kind")
    wanted = Wanted((kind,), min(days), max(days), where={"temperature": hot})
    then = known_then(question, evidence, wanted)
    return frozenset(fact.id for fact in then if fact.fields.get("disposition") is not None)


def _disposed_at(question: Question, fact: Fact, told: frozenset[str]) -> int | None:
    """When somebody was dealt with, by the end of the day; without a time, when seen."""
    if fact.fields.get("disposition") is None:
        return None
    said = fact.fields.get("disposed_at")
    if said is None:
        return fact.observed_to if fact.id in told else None
    return question.had(said)


def fevers_at_gates(question: Question, evidence: Evidence) -> list[Fact]:
    """Everybody in the window whom a gate measured with a fever, oldest first."""
    kind, days = question.text("kind"), question.window(question.number("window_days"))
    rows = evidence.tally(Wanted((kind,), days[0], days[-1]), ("temperature",))
    fever = question.number("fever_from")
    hot = tuple(
        row.values[0] for row in rows if isinstance(row.values[0], int) and row.values[0] >= fever
    )
    if not hot:
        return []
    return list(evidence.records(Wanted((kind,), days[0], days[-1], where={"temperature": hot})))


SINGLE_GATE = Measure("single_gate", _judge_single_gate, needs=parameters("kind open_tag gates"))
STAFFED = Measure(
    "staffed",
    _judge_staffed,
    needs=parameters("kind window_days longest_gap longest_shift_hours"),
    takes=parameters("silent_hours"),
)
COMPLETE_ENTRIES = Measure(
    "complete_entries",
    _judge_entries,
    needs=parameters("kind window_days field required share"),
    takes=parameters("silent_hours"),
)
DISPOSED = Measure(
    "disposed_in_time",
    _judge_disposed,
    needs=parameters("kind window_days fever_from within_hours"),
    takes=parameters("silent_hours none_is") | HEARING,
)
