"""A fortnight of rounds: what each person recorded, door by door, at plausible minutes.

Most doors are normal. Some do not answer and are reached later the same day, mostly by telephone;
one fever, one disagreement, a few places that nobody disinfected, and phones that still owe what
they hold.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from server.demo.city import Compound
from server.demo.names import seeded
from server.demo.people import Worker
from server.roster.plan import AREA_NAMES
from server.roster.rows import Row
from sync.days import HOUR, MINUTE, day_start
from sync.ops import Value
from sync.places import mint

SECOND = 1_000
BEGIN = {"am": 8 * HOUR, "pm": 17 * HOUR}
LONGEST_ROUND = 3 * HOUR
NO_ANSWER, REACHED_LATER = 0.024, 0.85
METHODS = ("door", "door", "door", "door", "wechat", "phone")
DOSE: Mapping[str, Value] = {
    "agent": "chlorine", "mg_l": 500, "contact_minutes": 30, "method": ["spray", "wipe"],
}  # fmt: skip
MISSED = {"华氏儒商花园": 0.004, "乌金山小区": 0.12}
MISSED_ELSEWHERE = 0.01


@dataclass(frozen=True, slots=True)
class Seen:
    """One record as it is put down: a place, a slot, a moment and what was found."""

    kind: str
    place: str
    slot: str
    at: int
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Round:
    """What one person put down in one session, and when their phone next had a network."""

    worker: Worker
    day: str
    session: str
    seen: Sequence[Seen] = field(default_factory=tuple)
    sent_at: int = 0


def place_of(row: Row, compound_id: str) -> str:
    """Return the id that the row's door or area has under a compound's id."""
    place = compound_id
    if row.building is not None:
        place = mint("building", place, row.building)
    if row.stairwell is not None:
        place = mint("stairwell", place, row.stairwell)
    if row.area_kind is not None:
        return mint("area", place, row.area or AREA_NAMES[row.area_kind])
    return mint("household", place, row.door or "")


def up_to(until: int, rounds: Iterable[Round]) -> Iterator[Round]:
    """Return rounds as far as they have come at a moment; none that has not begun."""
    for one in rounds:
        seen = [each for each in one.seen if each.at + MINUTE <= until]
        if seen:
            yield replace(one, seen=seen, sent_at=min(one.sent_at, until))


def rounds_of(
    compound: Compound,
    compound_id: str,
    people: Sequence[Worker],
    day: str,
    session: str,
    days_left: int,
) -> Iterator[Round]:
    """Return what everybody of a compound put down in one session of a day.

    `days_left`: how many days of the fortnight there are from this one on, itself included; 0 is
    the day on which the demonstration begins.
    """
    if days_left > compound.days:
        return
    doors_due = session == "am" or days_left <= compound.evenings
    chance = seeded(f"{compound.name} {day} {session}")
    slot = f"{day}/{session}"
    begin = day_start(day) + BEGIN[session]
    for worker in people:
        if worker.role == "property_staff" or not doors_due:
            continue
        seen = list(_doors(compound, compound_id, worker, slot, begin, chance))
        if seen:
            yield Round(worker, day, session, seen, seen[-1].at + chance.randrange(20) * MINUTE)
    for index, (worker, areas) in enumerate(_cleaners(compound, people)):
        start = begin + (LONGEST_ROUND + 20 * MINUTE if worker.role == "grid_worker" else 0)
        seen = list(_areas(compound.name, compound_id, areas, slot, start, chance))
        if seen:
            yield Round(worker, day, session, seen, seen[-1].at + (index + 1) * MINUTE)


def _cleaners(
    compound: Compound, people: Sequence[Worker]
) -> Iterator[tuple[Worker, Sequence[Row]]]:
    """Divide the areas: property staff share theirs, a grid worker does the community's."""
    areas = [row for row in compound.rows if row.area_kind is not None]
    staff = [worker for worker in people if worker.role == "property_staff"]
    theirs = [row for row in areas if row.cleaned_by == "property_staff"]
    for index, worker in enumerate(staff):
        yield worker, theirs[index :: len(staff)]
    community = [row for row in areas if row.cleaned_by == "community"]
    for worker in people:
        if worker.role == "grid_worker" and community:
            yield worker, community
            return


def _doors(
    compound: Compound,
    compound_id: str,
    worker: Worker,
    slot: str,
    begin: int,
    chance: random.Random,
) -> Iterator[Seen]:
    doors = [
        row
        for row in compound.rows
        if row.door is not None
        and row.building in worker.rounds
        and row.occupancy in ("occupied", "unknown")
    ]
    pace = min(40 * SECOND, LONGEST_ROUND // max(len(doors), 1))
    at = begin + chance.randrange(15) * MINUTE
    later = []
    for row in doors:
        at += pace // 2 + chance.randrange(pace)
        place = place_of(row, compound_id)
        if chance.random() < NO_ANSWER:
            absent: dict[str, Value] = {"outcome": "no_answer", "method": "door"}
            yield Seen("screening", place, slot, at, absent)
            later.append(place)
        else:
            yield Seen("screening", place, slot, at, _normal(row, chance))
    for place in later:
        at += 2 * MINUTE
        if chance.random() < REACHED_LATER:
            yield Seen("screening", place, slot, at, {"outcome": "normal", "method": "phone"})


def _normal(row: Row, chance: random.Random) -> dict[str, Value]:
    found: dict[str, Value] = {"outcome": "normal", "method": chance.choice(METHODS)}
    if "watch" in row.tags:
        found["temperature"] = 362 + chance.randrange(9)
    if chance.random() < 0.01:
        found["needs"] = [chance.choice(("medicine", "food", "care"))]
    return found


def _areas(
    compound: str,
    compound_id: str,
    areas: Sequence[Row],
    slot: str,
    begin: int,
    chance: random.Random,
) -> Iterator[Seen]:
    missed = MISSED.get(compound, MISSED_ELSEWHERE)
    at = begin + 10 * MINUTE
    for row in areas:
        at += 4 * MINUTE
        if chance.random() >= missed:
            yield Seen("disinfection", place_of(row, compound_id), slot, at, DOSE)
