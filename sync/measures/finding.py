"""What every measure is handed, and what it hands back.

>>> share_verdict(done=98, possible=0, total=100, percent=98)
'met'
>>> share_verdict(done=97, possible=1, total=100, percent=98)
'not_yet_known'
>>> share_verdict(done=97, possible=0, total=100, percent=98)
'not_met'
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sync.days import HOUR, WHOLE_DAY, Session, day_end, days_back, session_window
from sync.evidence import Evidence, Gap, Slots, SlotTime
from sync.policy import Setting
from sync.words import Words

Verdict = Literal["met", "not_met", "not_yet_known", "waived"]


@dataclass(frozen=True, slots=True)
class Question:
    """A measure's parameters on a day, with the policy's sessions and days.

    `tz` is minutes east of UTC.
    """

    params: Mapping[str, Setting]
    day: str
    sessions: tuple[Session, ...]
    tz: int

    def number(self, name: str, default: int | None = None) -> int:
        """A whole-number parameter; raises TypeError when it is something else."""
        value = self.params.get(name, default)
        if not isinstance(value, int):
            raise TypeError(f"parameter {name!r} must be a whole number, not {value!r}")
        return value

    def text(self, name: str, default: str = "") -> str:
        """A text parameter."""
        return str(self.params.get(name, default))

    def names(self, name: str) -> tuple[str, ...]:
        """A list parameter; one text counts as a list of one, an absent one as empty."""
        return names_in(self.params, name)

    def window(self, days: int) -> tuple[str, ...]:
        """That many days ending with the day asked about, oldest first."""
        return days_back(self.day, days)

    @property
    def ends_at(self) -> int:
        """Ms UTC when the last session of the day asked about ends."""
        return self.ends(self.day, WHOLE_DAY)

    @property
    def over_at(self) -> int:
        """Ms UTC when the day asked about is over."""
        return day_end(self.day, self.tz)

    def had(self, at: object) -> int | None:
        """The moment (ms) something was done, if that was by the end of the day asked about."""
        return at if isinstance(at, int) and at < self.over_at else None

    def ends(self, day: str, session: str) -> int:
        """Ms UTC when the session of the day ends; "*" is the last one."""
        return session_window(day, session, self.sessions, self.tz)[1]

    def whole_days(self, days: Iterable[str]) -> tuple[SlotTime, ...]:
        """One slot time per day, filled by any session of it."""
        return tuple(SlotTime(day, WHOLE_DAY, self.ends(day, WHOLE_DAY)) for day in days)

    def each_session(self, days: Iterable[str]) -> tuple[SlotTime, ...]:
        """One slot time per day and session."""
        return tuple(
            SlotTime(day, each.id, self.ends(day, each.id))
            for day in days
            for each in self.sessions
        )

    def slots(self, times: tuple[SlotTime, ...], min_records: int = 1) -> Slots:
        """The slots that the parameters describe, at these times."""
        return Slots(
            kind=self.text("kind"),
            times=times,
            place_types=self.names("place_types"),
            area_kinds=self.names("area_kinds"),
            tags=self.names("tags"),
            min_records=min_records,
            grace_ms=self.number("grace_hours", 0) * HOUR,
            until_on=self.day,
        )


def nothing() -> Iterator[Gap]:
    """No gaps."""
    return iter(())


def no_records() -> Iterator[str]:
    """No record ids."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Finding:
    """A measure's answer: the verdict, the counts behind it, and how to draw the details.

    `summary` says the count, `reasons` what is wrong or unknown, `would_change` what would make
    it met. `missing` and `records` give fresh iterators that ask the evidence only when drawn.
    `records_total` counts what was fulfilled: two records of one slot count once.
    """

    verdict: Verdict
    counts: Mapping[str, int]
    summary: Words
    reasons: tuple[Words, ...] = ()
    would_change: Words | None = None
    missing_total: int = 0
    records_total: int = 0
    missing: Callable[[], Iterator[Gap]] = field(default=nothing)
    records: Callable[[], Iterator[str]] = field(default=no_records)
    needed_at: int | None = None


Judge = Callable[[Question, Evidence], Finding]


def kinds_given(given: Mapping[str, Setting]) -> tuple[str, ...]:
    """The kinds of record that parameters name: `kind`, `kinds` and `closing_kind`."""
    found = (names_in(given, name) for name in ("kind", "kinds", "closing_kind"))
    return tuple(dict.fromkeys(kind for names in found for kind in names))


@dataclass(frozen=True, slots=True)
class Measure:
    """One way of judging: its name in policy files and the parameters it needs and may take."""

    name: str
    judge: Judge
    needs: frozenset[str]
    takes: frozenset[str] = frozenset()
    kinds: Callable[[Mapping[str, Setting]], tuple[str, ...]] = kinds_given


def parameters(text: str) -> frozenset[str]:
    """Parameter names written as one text.

    >>> sorted(parameters("kind share"))
    ['kind', 'share']
    """
    return frozenset(text.split())


def names_in(given: Mapping[str, Setting], name: str) -> tuple[str, ...]:
    """A parameter as a list of texts."""
    value = given.get(name, ())
    return tuple(str(part) for part in value) if isinstance(value, tuple) else (str(value),)


def share_verdict(done: int, possible: int, total: int, percent: int) -> Verdict:
    """Whether done/total reaches the percentage; `possible` more may still turn out done.

    Whole numbers only, so that exactly 98 % of 50 is decided exactly. No total is not yet known.
    """
    if total == 0:
        return "not_yet_known"
    if done * 100 >= percent * total:
        return "met"
    return "not_yet_known" if (done + possible) * 100 >= percent * total else "not_met"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Not met over not yet known over met; of nothing: not yet known.

    >>> worst(["met", "not_yet_known"]), worst([])
    ('not_yet_known', 'not_yet_known')
    """
    seen = set(verdicts)
    if "not_met" in seen:
        return "not_met"
    return "met" if seen and "not_yet_known" not in seen else "not_yet_known"


def short_of(done: int, total: int, percent: int) -> int:
    """How many more must be done to reach the percentage of the total.

    >>> short_of(97, 100, 98), short_of(49, 50, 98)
    (1, 0)
    """
    return max(0, -(-percent * total // 100) - done)
