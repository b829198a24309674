"""Rounds: were the doors and places that fall due done, day by day and session by session?

>>> time_words(Coverage("2020-03-09", "pm", due=1))
('3月9日晚上', '9 Mar evening')
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sync.days import WHOLE_DAY
from sync.evidence import Coverage, Evidence, Gap, Slots
from sync.measures.finding import (
    Finding,
    Measure,
    Question,
    Verdict,
    share_verdict,
    short_of,
    worst,
)
from sync.words import Words, day_words

_SESSIONS = {"am": ("早上", "morning"), "pm": ("晚上", "evening"), WHOLE_DAY: ("", "")}


def time_words(row: Coverage) -> tuple[str, str]:
    """A day and session as people say it."""
    zh, en = day_words(row.day)
    session = _SESSIONS.get(row.session, (row.session, row.session))
    return f"{zh}{session[0]}", f"{en} {session[1]}".rstrip()


@dataclass(frozen=True, slots=True)
class Judged:
    """One asked coverage, judged: rows still open are left out of the totals."""

    ask: Slots
    rows: tuple[Coverage, ...]
    percent: int
    each_day: bool

    @property
    def ended(self) -> tuple[Coverage, ...]:
        """The rows that can be judged: something was due and nothing can still be in time."""
        return tuple(row for row in self.rows if row.due and not row.open)

    def verdict(self) -> Verdict:
        """Of the window: each row by itself (`each_day`), or all rows together."""
        if self.each_day:
            return worst(self.verdict_of([row]) for row in self.ended)
        return self.verdict_of(self.ended)

    def verdict_of(self, rows: Sequence[Coverage]) -> Verdict:
        """Of some rows together: slots not heard yet may still turn out done."""
        done, due = sum(row.done for row in rows), sum(row.due for row in rows)
        unknown = sum(row.not_yet_known for row in rows)
        return share_verdict(done, unknown, due, self.percent)

    def missing(self) -> int:
        """How many slots of the window were not done."""
        return sum(row.due - row.done for row in self.ended)

    def short_rows(self) -> list[Coverage]:
        """The rows that keep the verdict from being met, newest first."""
        return [row for row in reversed(self.ended) if self.verdict_of([row]) != "met"]


def counts_of(rows: Sequence[Coverage]) -> dict[str, int]:
    """Totals of coverage rows."""
    return {
        "due": sum(row.due for row in rows),
        "done": sum(row.done for row in rows),
        "attempted": sum(row.attempted for row in rows),
        "missed": sum(row.missed for row in rows),
        "not_yet_known": sum(row.not_yet_known for row in rows),
        "open": sum(row.open for row in rows),
    }


def _row_words(row: Coverage, percent: int) -> Words:
    zh, en = time_words(row)
    return Words(
        "{zh}应做 {due},做到 {done},没做成 {attempted},没有记录 {missed},还没收到 {unknown}"
        "(要 {percent}%,差 {short})",
        "{en}: {due} due, {done} done, {attempted} tried in vain, {missed} without a "
        "record, {unknown} not heard yet ({percent} % wanted, {short} short)",
    ).filled(
        zh=zh,
        en=en,
        due=row.due,
        done=row.done,
        attempted=row.attempted,
        missed=row.missed,
        unknown=row.not_yet_known,
        percent=percent,
        short=short_of(row.done, row.due, percent),
    )


def _nothing_due() -> Words:
    return Words(
        "名册里没有应查的户或点位,或这几轮还没结束",
        "the register names nothing that falls due, or these rounds have not ended",
    )


def _round_summary(parts: Sequence[Judged]) -> Words:
    counts = counts_of(parts[0].ended)
    days = len({row.day for row in parts[0].ended})
    short = len({row.day for part in parts for row in part.short_rows()})
    return Words(
        "{days} 天里应做 {due},做到 {done},{short} 天不够",
        "{done} of {due} done over {days:day|days}; {short:day falls|days fall} short",
    ).filled(days=days, short=short, **counts)


def _mend(parts: Sequence[Judged], verdict: Verdict) -> Words | None:
    if verdict == "met":
        return None
    counts = counts_of([row for part in parts for row in part.short_rows()])
    if verdict == "not_yet_known":
        return Words(
            "没上传的手机把记录传上来,就能判定",
            "it can be judged once the silent phones have sent their records",
        )
    again, unsaid = counts["attempted"], counts["missed"]
    zh = [f"没做成的 {again} 处再做"] * bool(again) + [f"没记录的 {unsaid} 处说明"] * bool(unsaid)
    en = [f"try the {again} again that failed"] * bool(again)
    en += [f"explain the {unsaid} without a record"] * bool(unsaid)
    past = Words(
        "过去的轮次补不了,只能等它移出观察期",
        "a past round cannot be made up, it has to leave the window",
    )
    return Words(f"{','.join(zh)};{past.zh}", f"{' and '.join(en)}; {past.en}") if zh else past


def _finding(
    question: Question, evidence: Evidence, parts: Sequence[Judged], listed_twice: int = 0
) -> Finding:
    verdict = worst(part.verdict() for part in parts)
    short = [(part, row) for part in parts for row in part.short_rows()]
    reasons = tuple(_row_words(row, part.percent) for part, row in short[:5])
    if not any(part.ended for part in parts):
        reasons = (_nothing_due(),)
    counts = {**counts_of(parts[0].ended), "days": len({r.day for r in parts[0].ended})}
    counts["open"] = sum(row.open for row in parts[0].rows)
    return Finding(
        verdict=verdict,
        counts=counts,
        summary=_round_summary(parts),
        reasons=() if verdict == "met" else reasons,
        would_change=_mend(parts, verdict),
        missing_total=sum(part.missing() for part in parts) - listed_twice,
        records_total=counts["done"],
        missing=lambda: _gaps(evidence, parts),
        records=lambda: evidence.slot_records(parts[0].ask),
        needed_at=question.ends_at,
    )


def _gaps(evidence: Evidence, parts: Sequence[Judged]) -> Iterator[Gap]:
    """Gaps of every part; a place missing in two parts of the rule is shown once per time."""
    seen: set[tuple[str, str, str]] = set()
    for part in parts:
        for gap in evidence.gaps(part.ask):
            key = (gap.place.id, gap.day, gap.session)
            if key not in seen and gap.state != "open":
                seen.add(key)
                yield gap


def _judge_coverage(question: Question, evidence: Evidence) -> Finding:
    """Each day of the window by itself: the share of due doors that were reached."""
    days = question.window(question.number("window_days"))
    per_day = question.number("rounds_per_day", 1)
    times = question.whole_days(days) if per_day == 1 else question.each_session(days)
    ask = question.slots(times)
    rows = tuple(evidence.coverage(ask))
    return _finding(question, evidence, [Judged(ask, rows, question.number("share"), True)])


def _judge_rounds(question: Question, evidence: Evidence) -> Finding:
    """Public places: every place every day, nearly every session, some kinds more often."""
    days = question.window(question.number("window_days"))
    each, daily = (
        question.slots(question.each_session(days)),
        question.slots(question.whole_days(days)),
    )
    parts = [
        Judged(each, tuple(evidence.coverage(each)), question.number("slot_share"), False),
        Judged(daily, tuple(evidence.coverage(daily)), question.number("daily_share"), True),
    ]
    often, twice = question.names("often_area_kinds"), 0
    if often:
        ask = replace(daily, area_kinds=often, min_records=question.number("often_per_day"))
        rows = tuple(evidence.coverage(ask))
        if any(row.due for row in rows):
            parts.append(Judged(ask, rows, question.number("daily_share"), True))
            # Where nothing was done on a day both parts miss it, and it is listed once.
            never = replace(daily, area_kinds=often)
            twice = Judged(never, tuple(evidence.coverage(never)), 100, True).missing()
    return _finding(question, evidence, parts, twice)


COVERAGE = Measure(
    "coverage",
    _judge_coverage,
    needs=frozenset(("kind", "place_types", "window_days", "share")),
    takes=frozenset(("rounds_per_day", "area_kinds", "tags", "grace_hours")),
)
ROUNDS = Measure(
    "rounds",
    _judge_rounds,
    needs=frozenset(("kind", "place_types", "window_days", "daily_share", "slot_share")),
    takes=frozenset(("often_area_kinds", "often_per_day", "grace_hours")),
)
