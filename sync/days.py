"""Local days, the sessions of a day, and counting days: the only date arithmetic.

A compound lives at a fixed offset from UTC (minutes, no summer time), so a local day is plain
integer arithmetic and never asks a time zone database. Moments are integer ms UTC; days are ISO
texts (`2020-03-10`), so they sort as they follow each other.

>>> sessions = read_sessions([{"id": "am", "from": "06:00", "to": "12:00"},
...                           {"id": "pm", "from": "12:00", "to": "22:00"}])
>>> session_at(1583805600000, sessions)  # 10 March 2020, 10:00 in Wuhan
('2020-03-10', 'am')
>>> days_back("2020-03-02", 3)
('2020-02-29', '2020-03-01', '2020-03-02')
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
SHANGHAI: Final = 480  # minutes east of UTC; China has had no summer time since 1991
WHOLE_DAY: Final = "*"  # what stands for a session where any of the day's will do
_EPOCH: Final = date(1970, 1, 1).toordinal()
_FIRST: Final = date.min.toordinal()
_LAST: Final = date.max.toordinal()
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")


def is_day(value: object) -> bool:
    """Whether the value is an ISO day that exists."""
    return isinstance(value, str) and len(value) == 10 and _exists(value)


@lru_cache(maxsize=4096)
def _exists(day: str) -> bool:
    if not _ISO_DAY.fullmatch(day):
        return False
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def is_clock(value: str) -> bool:
    """Whether the text is a time of the day: 16:00."""
    return bool(_CLOCK.fullmatch(value)) and value < "24:00"


def day_of(ms: int, tz: int = SHANGHAI) -> str:
    """The local day that contains the moment; `tz` in minutes east of UTC.

    A phone may claim any moment: one beyond the calendar is of its first day, or of its last.
    """
    return _iso(_EPOCH + (ms + tz * MINUTE) // DAY)


def day_start(day: str, tz: int = SHANGHAI) -> int:
    """The moment (ms) at which the local day begins; raises ValueError for what is no day."""
    return (_ordinal(day) - _EPOCH) * DAY - tz * MINUTE


def day_end(day: str, tz: int = SHANGHAI) -> int:
    """The first moment (ms) after the local day."""
    return day_start(day, tz) + DAY


def day_plus(day: str, count: int) -> str:
    """The day `count` days later (earlier when negative), within the calendar."""
    return _iso(_ordinal(day) + count)


def days_between(earlier: str, later: str) -> int:
    """How many days later `later` is: 14 from 1 to 15 March, negative when it comes before."""
    return _ordinal(later) - _ordinal(earlier)


def days_back(day: str, count: int) -> tuple[str, ...]:
    """The `count` days that end with `day`, oldest first: "each of the last 14 days"."""
    last = _ordinal(day)
    return tuple(date.fromordinal(last - back).isoformat() for back in range(count - 1, -1, -1))


def _iso(ordinal: int) -> str:
    return date.fromordinal(min(max(ordinal, _FIRST), _LAST)).isoformat()


def _ordinal(day: str) -> int:
    if not is_day(day):
        raise ValueError(f"not a day: {day!r}")
    return date.fromisoformat(day).toordinal()


@dataclass(frozen=True, slots=True)
class Session:
    """A window of the local day in minutes from its midnight; `end` is the first minute after it.

    `end` is beyond 1440 when the window runs past midnight: it then belongs to the day on which
    it began.
    """

    id: str
    start: int
    end: int


def read_sessions(windows: Iterable[Mapping[str, object]]) -> tuple[Session, ...]:
    """Sessions from a policy's windows (`id`, `from`, `to` as 06:00), in the order of the day.

    Raises ValueError when there is none, a clock time is no clock time, or two windows overlap.
    """
    sessions = sorted((_session(window) for window in windows), key=lambda one: one.start)
    if not sessions:
        raise ValueError("a day has at least one session")
    following = [*sessions[1:], Session("", sessions[0].start + 1440, 0)]
    for one, after in zip(sessions, following, strict=True):
        if one.end > after.start:
            raise ValueError(f"session {one.id!r} runs into the next one")
    return tuple(sessions)


def _session(window: Mapping[str, object]) -> Session:
    start, end = _minute(window.get("from")), _minute(window.get("to"))
    return Session(str(window.get("id")), start, end if end > start else end + 1440)


def _minute(clock: object) -> int:
    found = _CLOCK.fullmatch(clock) if isinstance(clock, str) else None
    minute = int(found[1]) * 60 + int(found[2]) if found else 1441
    if minute > 1440:
        raise ValueError(f"not a time of the day: {clock!r}")
    return minute


def session_at(ms: int, sessions: Sequence[Session], tz: int = SHANGHAI) -> tuple[str, str]:
    """The (day, session id) that a moment belongs to.

    That is the session whose window contains it; between windows the next one of that day, and
    after the last one the last.
    """
    day = day_of(ms, tz)
    minute = (ms - day_start(day, tz)) // MINUTE
    last = sessions[-1]
    if minute + 1440 < last.end:  # past midnight, still inside the window of the evening before
        return day_plus(day, -1), last.id
    return day, next((one.id for one in sessions if minute < one.end), last.id)


def session_window(
    day: str, session: str, sessions: Sequence[Session], tz: int = SHANGHAI
) -> tuple[int, int]:
    """Start and end (ms, end exclusive) of a session of a day; `*` is all of the day's sessions.

    Raises KeyError for a session that the policy does not have.
    """
    chosen = [one for one in sessions if session in (one.id, WHOLE_DAY)]
    if not chosen:
        raise KeyError(session)
    midnight = day_start(day, tz)
    return midnight + chosen[0].start * MINUTE, midnight + chosen[-1].end * MINUTE
