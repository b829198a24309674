"""The household register: is every door known, and was every door that did not answer followed up?

Neither question is about a round: both are about how things stood at the end of the day.

>>> _register_verdict(Register(occupied=48), 0), _register_verdict(Register(unknown=1), 0)
('met', 'not_met')
"""

from collections.abc import Sequence
from itertools import chain

from sync.days import HOUR
from sync.evidence import Evidence, Gap, Register
from sync.measures.finding import Finding, Measure, Question, Verdict
from sync.words import Words


def _judge_register(question: Question, evidence: Evidence) -> Finding:
    """Every household occupied, vacant or away, and that verified lately."""
    days = question.number("verified_days")
    since_on = question.window(days + 1)[0]
    register = evidence.register(since_on, question.day)
    verdict = _register_verdict(register, question.number("max_unknown"))
    return Finding(
        verdict=verdict,
        counts={
            "households": register.total,
            "occupied": register.occupied,
            "vacant": register.vacant,
            "away": register.away,
            "unknown": register.unknown,
            "stale": register.stale,
        },
        summary=Words(
            "在册 {total} 户:住人 {occupied},空户 {vacant},不在 {away},不明 {unknown};"
            "超过 {days} 天没核实 {stale}",
            "{total:household|households}: {occupied} occupied, {vacant} vacant, {away} away, "
            "{unknown} unknown; {stale} not verified for {days:day|days}",
        ).filled(
            total=register.total,
            occupied=register.occupied,
            vacant=register.vacant,
            away=register.away,
            unknown=register.unknown,
            stale=register.stale,
            days=days,
        ),
        reasons=() if verdict == "met" else _register_reasons(register, days),
        would_change=None if verdict == "met" else _register_mend(register),
        missing_total=register.unknown + register.stale,
        records_total=register.total - register.unknown,
        missing=lambda: evidence.register_gaps(since_on, question.day),
        needed_at=question.ends_at,
    )


def _register_verdict(register: Register, max_unknown: int) -> Verdict:
    if register.total == 0:
        return "not_yet_known"
    return "met" if register.unknown <= max_unknown and not register.stale else "not_met"


def _register_reasons(register: Register, days: int) -> tuple[Words, ...]:
    if register.total == 0:
        return (Words("名册里还没有一户", "the register holds no household yet"),)
    reasons = []
    if register.unknown:
        reasons.append(
            Words(
                "{n} 户不知道有没有人住",
                "{n:household is|households are} not known to be lived in or not",
            ).filled(n=register.unknown)
        )
    if register.stale:
        reasons.append(
            Words(
                "{n} 户超过 {days} 天没核实",
                "{n:household was|households were} not verified for {days:day|days}",
            ).filled(n=register.stale, days=days)
        )
    return tuple(reasons)


def _register_mend(register: Register) -> Words:
    if register.total == 0:
        return Words("导入名册,或用楼栋生成器建户", "import the roster, or generate the doors")
    return Words(
        "上门、电话或看水电表核实这 {n} 户,写明住人、空户还是不在",
        "verify {n:household|households} at the door, by phone or by their meters, and say whether "
        "they are occupied, vacant or away",
    ).filled(n=register.unknown + register.stale)


def _judge_followed_up(question: Question, evidence: Evidence) -> Finding:
    """No door stays without an answer longer than the hours allowed."""
    window = question.window(question.number("window_days"))
    doors = evidence.unreached(question.text("kind"), window[0], window[-1])
    limit = question.number("open_hours") * HOUR
    moment = min(evidence.known_at, question.ends_at)
    late = [door for door in doors if _open_for(door, moment) > limit]
    missed = [door for door in late if door.state != "not_yet_known"]
    verdict = _followed_up_verdict(question, evidence, doors, late, missed)
    return Finding(
        verdict=verdict,
        counts={"open": len(doors), "late": len(missed), "not_yet_known": len(late) - len(missed)},
        summary=Words(
            "没见到人的 {all} 户,其中超过 {hours} 小时的 {late} 户",
            "{all:door|doors} not reached, {late} of them for more than {hours:hour|hours}",
        ).filled(all=len(doors), late=len(late), hours=question.number("open_hours")),
        reasons=_followed_up_reasons(verdict, late, missed),
        would_change=None if verdict == "met" else _followed_up_mend(late),
        missing_total=len(late),
        records_total=sum(len(door.record_ids) for door in doors),
        missing=lambda: iter(late),
        records=lambda: chain.from_iterable(door.record_ids for door in doors),
        needed_at=question.ends_at,
    )


def _open_for(door: Gap, moment: int) -> int:
    return moment - door.since_at if door.since_at is not None else 0


def _followed_up_verdict(
    question: Question,
    evidence: Evidence,
    doors: Sequence[Gap],
    late: list[Gap],
    missed: list[Gap],
) -> Verdict:
    if missed:
        return "not_met"
    if late:
        return "not_yet_known"
    return "met" if doors or _anything_done(question, evidence) else "not_yet_known"


def _anything_done(question: Question, evidence: Evidence) -> bool:
    """Whether rounds were walked at all: where nobody knocked, nobody was missed either."""
    ask = question.slots(question.whole_days(question.window(question.number("window_days"))))
    return any(row.done for row in evidence.coverage(ask))


def _followed_up_reasons(verdict: Verdict, late: list[Gap], missed: list[Gap]) -> tuple[Words, ...]:
    if verdict == "met":
        return ()
    if not late:
        return (Words("这段时间没有一户排查记录", "no door was screened in this time"),)
    shown = missed or late
    return tuple(
        Words("{door} 敲过 {tries} 次没人应", "{door}: tried {tries} times, no answer").filled(
            door=door.place.name, tries=door.said.get("tries", 1)
        )
        for door in shown[:5]
    )


def _followed_up_mend(late: list[Gap]) -> Words:
    if not late:
        return Words("按轮次排查,记下每一户", "walk the rounds and record every door")
    return Words("这 {n} 户再去一趟或打电话问到", "go again to {n:door|doors}, or phone").filled(
        n=len(late)
    )


REGISTER_COMPLETE = Measure(
    "register_complete",
    _judge_register,
    needs=frozenset(("kind", "max_unknown", "verified_days")),
)
FOLLOWED_UP = Measure(
    "followed_up",
    _judge_followed_up,
    needs=frozenset(("kind", "place_types", "open_hours", "window_days")),
)
