"""Builds a small compound from the table of an example in a policy file.

`places` counts them by type or area kind ({household = 50, lift = 2}: household-1 … household-50)
and `tags` mark them ({ gate-1 = ["open"] }). `rounds` are regular records: `places` (type or area
kind), the `first` n of them, on the last `days` days `but` some, in `sessions` or `at` a time of
day; `records` are single ones `at` a local time, in the session of that time; a `name` lets a
later one name or amend it. `silent` are phones `since` when nothing was heard. The day is
2020-03-14 and known at its midnight unless `day` or `known` say otherwise; `waived` sets the
criterion aside until a day.
"""

import hashlib
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from sync.days import HOUR, MINUTE, Session, day_end, day_plus, day_start, days_back, session_at
from sync.evidence import PlaceFact, Waiver
from sync.kinds import Kind, faults, load_kinds
from sync.merge import fold
from sync.ops import Op, OpParts, bytes_to_text, read_op, seal
from sync.policy import Criterion, Policy
from sync.policy_file import load_policy, policy_ids
from tests.sync.evidence import MemoryEvidence, Phone

AREA_KINDS = ("corridor", "lift", "lobby", "gate_area", "rubbish", "outdoor", "parcel", "other")
DAY = "2020-03-14"

Example = Mapping[str, Any]


def moment(local: str) -> int:
    """Ms UTC of a local time like 2020-03-10T12:00 in Shanghai; 24:00 is the day's end."""
    day, _, clock = local.partition("T")
    hours, minutes = clock.split(":")
    return day_start(day) + (int(hours) * 60 + int(minutes)) * MINUTE


def world(
    example: Example, sessions: tuple[Session, ...], criterion: str = "", day: str = DAY
) -> MemoryEvidence:
    """The evidence that an example describes."""
    kinds = load_kinds()
    places = list(_places(example.get("places", {}), example.get("tags", {})))
    day = example.get("day", day)
    known_at = moment(example["known"]) if "known" in example else day_end(day)
    ops, received = [], {}
    for made, arrived in _ops(example, places, kinds, sessions, day):
        if arrived is None or arrived <= known_at:
            ops.append(made)
            received[made.root or made.id] = arrived if arrived is not None else made.at_to
    phones = [Phone("u1", known_at)] if not example.get("unassigned") else []
    phones += [
        Phone(f"u{number}", moment(one["since"]), tuple(one["places"]) if "places" in one else None)
        for number, one in enumerate(example.get("silent", ()), start=2)
    ]
    waived = {criterion: Waiver("测试", "u1", example["waived"])} if "waived" in example else {}
    folded = list(fold(ops, kinds).values())
    return MemoryEvidence(
        kinds, folded, places, phones, known_at, sessions, received, waived, ops=ops
    )


def examples() -> list[tuple[Policy, Criterion, Example]]:
    """Every example of every shipped policy, with its criterion."""
    return [
        (policy, criterion, example)
        for policy in map(load_policy, policy_ids())
        for criterion in policy.criteria
        for example in criterion.examples
    ]


def name_of(case: object) -> str:
    """What a test of an example is called by: the policy, the criterion, its own name."""
    if isinstance(case, Policy | Criterion):
        return case.id
    return str(case["name"]) if isinstance(case, dict) else ""


def _places(counts: Mapping[str, Any], tags: Mapping[str, list[str]]) -> Iterator[PlaceFact]:
    yield PlaceFact("c1", "小区", "compound", "n1")
    for kind, number in counts.items():
        for one in range(1, number + 1):
            area, name = kind if kind in AREA_KINDS else "", f"{kind}-{one}"
            type = "area" if area else kind
            marks = tuple(tags.get(name, ()))
            yield PlaceFact(name, name, type, "b1", area, "", marks, building="b1")


def _ops(
    example: Example,
    places: list[PlaceFact],
    kinds: Mapping[str, Kind],
    sessions: tuple[Session, ...],
    day: str,
) -> Iterator[tuple[Op, int | None]]:
    numbers, named = count(), dict[str, str]()
    for entry in _entries(example, places, sessions, day):
        op = _op(entry, kinds[entry["kind"]], sessions, next(numbers), named)
        if "name" in entry:
            named[entry["name"]] = op.id
        yield op, moment(entry["arrived"]) if "arrived" in entry else None


def _op(
    entry: Example,
    kind: Kind,
    sessions: tuple[Session, ...],
    number: int,
    named: Mapping[str, str],
) -> Op:
    at = moment(entry["at"])
    slot_day, session = session_at(at, sessions)
    slots = {"session": f"{slot_day}/{session}", "day": f"{slot_day}/*"}
    root, given = named.get(entry.get("amends", "")), _fields(entry, at, named)
    assert faults(kind, given, amend=root is not None) == (), entry
    nonce = hashlib.sha256(str(number).encode()).digest()[:8]
    body = seal(
        OpParts(
            kind=kind.id,
            version=kind.version,
            nonce=bytes_to_text(nonce),
            place=entry["place"],
            by=entry.get("by", "u1"),
            at=at,
            tz=480,
            rec=at,
            slot=None if root else slots.get(kind.slot),
            root=root,
            parents=(root,) if root else (),
            fields=given,
        )
    )
    return read_op(body)


def _fields(entry: Example, at: int, named: Mapping[str, str]) -> dict[str, Any]:
    """The payload; times may be written as local times, other records by their name.

    `hours` makes a shift of that length, `draw` a sample of the first so many households.
    """
    given = dict(entry.get("set", {}))
    for name, value in given.items():
        if name.endswith("_at") and isinstance(value, str):
            given[name] = moment(value)
        if name in ("sample", "found_in", "batch", "second_of"):
            given[name] = named.get(value, value)
    if "hours" in entry:
        given |= {"started_at": at, "ended_at": at + round(entry["hours"] * HOUR)}
    if "draw" in entry:
        given["drawn"] = [f"household-{one}" for one in range(1, entry["draw"] + 1)]
    return given


def _entries(
    example: Example, places: list[PlaceFact], sessions: tuple[Session, ...], day: str
) -> Iterator[Example]:
    for one in example.get("rounds", ()):
        wanted = [place.id for place in places if one["places"] in (place.type, place.area_kind)]
        times = [one["at"]] if "at" in one else [_inside(sessions, s) for s in one["sessions"]]
        last = day_plus(day, -one.get("before", 0))
        for each_day in days_back(last, one["days"]):
            if each_day not in one.get("but", ()):
                for place in wanted[: one.get("first", len(wanted))]:
                    for clock in times:
                        yield {**one, "place": place, "at": f"{each_day}T{clock}"}
    yield from example.get("records", ())


def _inside(sessions: tuple[Session, ...], name: str) -> str:
    start = next(session.start for session in sessions if session.id == name)
    return f"{(start + 60) // 60:02d}:00"
