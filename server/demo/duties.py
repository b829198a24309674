"""What stands in the demonstration beside the rounds: a gate, a batch, notices, two contacts.

Written by the office itself, as a secretary would who types up what a paper book said: a day of
shifts at the gate and who passed, seventy cabbages and the potatoes before them, what is to be
announced, and who is under observation since when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from server.database.keys import SERVER
from server.db import refresh_reads
from server.demo.city import STORY
from server.demo.settle import Site
from server.log.authoring import Draft
from server.store import current_store
from sync.days import DAY, HOUR, MINUTE, day_of, day_plus, day_start
from sync.ops import Value
from sync.places import mint

GATE = "东门"
WATCH = ("老赵", "小孙", "老赵")
FOUR_MUSTS: list[Value] = ["identity", "information", "temperature", "mask"]


class Contact(NamedTuple):
    """Somebody under observation at home, for so many days."""

    code: str
    building: str
    door: str
    masked: str
    days: int


CONTACTS = (Contact("c1", "3", "904", "张**", 8), Contact("c2", "5", "702", "王**", 3))


def furnish(site: Site, yesterday: str, now: int, with_gate: bool) -> None:
    """Write down what the story's office has at hand, and its gate where nobody kept it."""
    compound = site.compound_ids[STORY.name]
    store = current_store()
    if with_gate:
        store.author([_gate(compound)], SERVER)
        refresh_reads()
        store.author([*_watch(_gate_id(compound), day_start(yesterday), now)], SERVER)
    potatoes, *_ = store.author(
        [*_supplies(compound, yesterday, now), *_words(compound, now)], SERVER
    )
    store.author([*_given(compound, potatoes, now), *_contacts(compound, yesterday, now)], SERVER)
    store.author(
        [Draft("occupancy", door, {"tags": ["watch"]}) for door in _watched(compound)], SERVER
    )
    refresh_reads()


def _gate_id(compound: str) -> str:
    return mint("gate", compound, GATE)


def _gate(compound: str) -> Draft:
    fields: dict[str, Value] = {"type": "gate", "name": GATE, "parent": compound, "tags": ["open"]}
    return Draft("place", _gate_id(compound), fields)


def _watch(gate: str, begin: int, now: int) -> Iterator[Draft]:
    """Twelve hours each from yesterday morning; a hand-over that was twenty minutes late."""
    started = begin + 8 * HOUR
    for index, who in enumerate(WATCH):
        ended = started + 12 * HOUR - (20 * MINUTE if index == 0 else 0)
        if started >= now:
            break
        fields: dict[str, Value] = {"who": who, "started_at": started}
        if ended < now:
            fields |= {"ended_at": ended, "handed_to": WATCH[(index + 1) % len(WATCH)]}
        yield _shift(gate, "worked", fields, started)
        started = ended + (20 * MINUTE if index == 0 else 0)
    planned: dict[str, Value] = {"who": "小孙", "started_at": now, "ended_at": now + DAY}
    yield _shift(gate, "planned", planned, begin + 9 * HOUR)
    for minute, direction in ((30, "out"), (95, "in"), (140, "out"), (200, "in"), (410, "in")):
        entry: dict[str, Value] = {
            "direction": direction, "decision": "passed", "four_musts": FOUR_MUSTS,
            "person": "courier" if minute == 95 else "resident", "temperature": 365,
        }  # fmt: skip
        yield Draft("gate_entry", gate, entry, at=begin + 9 * HOUR + minute * MINUTE)


def _shift(gate: str, stage: str, fields: Mapping[str, Value], at: int) -> Draft:
    return Draft("duty_shift", gate, {"stage": stage, "task": "gate", **fields}, at=at)


def _supplies(compound: str, yesterday: str, now: int) -> Iterator[Draft]:
    """The potatoes of two days ago, all given out, and the cabbages that came this morning."""
    grounds: list[Value] = ["medical", "hardship", "alone", "isolated", "passed_over"]
    batches = (
        ("土豆", 40, day_plus(yesterday, -1), True),
        ("白菜", 70, day_plus(yesterday, 1), False),
    )
    for item, quantity, day, closed in batches:
        fields: dict[str, Value] = {
            "item": item, "quantity": quantity, "arrived_on": day, "published_on": day,
            "priority": grounds, "closed": closed,
        }  # fmt: skip
        yield Draft("supply_batch", compound, fields, at=min(day_start(day) + 9 * HOUR, now))


def _words(compound: str, now: int) -> Iterator[Draft]:
    for topic, title in (("rules", "居家防护须知"), ("supply", "白菜发放名单")):
        fields: dict[str, Value] = {"topic": topic, "title": title}
        fields["valid_until"] = day_plus(day_of(now), 14)
        yield Draft("announcement", compound, fields)


def _given(compound: str, batch: str, now: int) -> Iterator[Draft]:
    """The first house and half of the second had potatoes; the others are next."""
    for building, floors in (("1", 15), ("2", 5)):
        for floor in range(1, floors + 1):
            for door in (1, 2):
                stairwell = mint("stairwell", mint("building", compound, building), "1")
                place = mint("household", stairwell, f"{floor}0{door}")
                said: dict[str, Value] = {"outcome": "delivered", "batch": batch, "quantity": 1}
                yield Draft("delivery", place, said, at=now - DAY)


def _home(compound: str, building: str, door: str) -> str:
    return mint("household", mint("stairwell", mint("building", compound, building), "1"), door)


def _watched(compound: str) -> list[str]:
    """The doors of the contacts, marked as the desk marks them when it opens a case."""
    return [_home(compound, one.building, one.door) for one in CONTACTS]


def _contacts(compound: str, yesterday: str, now: int) -> Iterator[Draft]:
    """Two close contacts at home, one of them in the newcomer's building."""
    for code, building, door, masked, days in CONTACTS:
        opened = day_plus(yesterday, 1 - days)
        fields: dict[str, Value] = {
            "person": code, "category": "close_contact", "event": "opened", "happened_on": opened,
            "location": "home", "observe_days": 14, "name_masked": masked,
        }  # fmt: skip
        yield Draft("case_event", _home(compound, building, door), fields, at=now - DAY)
