"""What stands in the demonstration beside the rounds: a gate with its watch.

Written by the office itself, as a secretary would who types up what a paper book said: a day of
shifts at the gate, who passed, and who is on the roster next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.authoring import Draft
from server.db import refresh_reads
from server.demo.city import STORY
from server.demo.settle import Site
from server.keys import SERVER
from server.store import current_store
from sync.days import DAY, HOUR, MINUTE, day_start
from sync.ops import Value
from sync.places import mint

GATE = "东门"
WATCH = ("老赵", "小孙", "老赵")
FOUR_MUSTS: list[Value] = ["identity", "information", "temperature", "mask"]


def furnish(site: Site, yesterday: str, now: int) -> None:
    """Put up the gate of the story's compound and write down its last day."""
    compound = site.compound_ids[STORY.name]
    store = current_store()
    store.author([_gate(compound)], SERVER)
    refresh_reads()
    store.author([*_watch(_gate_id(compound), day_start(yesterday), now)], SERVER)
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
