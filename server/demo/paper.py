"""What a community's office writes down day by day, beside the rounds that its phones keep.

Shifts at the gate and who passed, what was said to everybody, what hangs in the stairwells, the
channels of supply, and one need a day that was met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.database.keys import SERVER
from server.db import refresh_reads
from server.demo.rounds import place_of
from server.log.authoring import Draft
from server.roster.rows import Row
from server.store import current_store
from sync.days import HOUR, MINUTE, day_plus, day_start
from sync.ops import Value
from sync.places import mint

FOUR_MUSTS: Final[list[Value]] = ["identity", "information", "temperature", "mask"]
PASSED = ((9, 362), (10, 366), (11, 364))
NOON, EVENING = 12 * HOUR + 40 * MINUTE, 21 * HOUR

Office = Callable[[str, int, str, Callable[[int], None], int], None]
"""What an office does after a session: day, days left, session, how to move the clock, now."""


@dataclass(slots=True)
class Paper:
    """The papers of one compound: its `rows`, its gate and guards, its channels of supply."""

    compound: str
    rows: tuple[Row, ...]
    gate_name: str
    guards: Sequence[str]
    channel_names: tuple[str, str]
    helper: str
    shift: str = ""
    channels: list[str] = field(default_factory=list)
    said_last: list[str] = field(default_factory=list)

    @property
    def doors(self) -> list[str]:
        """The doors where somebody lives, in their order."""
        due = (row for row in self.rows if row.door is not None and row.occupancy == "occupied")
        return [place_of(row, self.compound) for row in due]

    def after(self, day: str, session: str, go_to: Callable[[int], None], now: int) -> None:
        """Write down what falls due at noon or in the evening of a day, if that has come `now`."""
        begin = day_start(day)
        if session == "am" and begin + NOON <= now:
            go_to(begin + NOON)
            if not self.channels:
                self._begin(day)
            self._hand_over(begin + 8 * HOUR)
            write(*self._noon(day))
        elif session == "pm" and begin + EVENING <= now:
            go_to(begin + EVENING)
            self._hand_over(begin + 20 * HOUR)
            self.said_last = write(*self._used(day))
            write(self._need(day))

    def _begin(self, day: str) -> None:
        """Write down what stands for good: gate, channels, who is cared for, rules at the doors."""
        gate: dict[str, Value] = {
            "type": "gate", "name": self.gate_name, "parent": self.compound, "tags": ["open"],
        }  # fmt: skip
        cared: dict[str, Value] = {"group": ["alone"], "helper": self.helper}
        write(Draft("place", self._gate, gate))
        self.channels = write(
            *(
                Draft("supply_channel", self.compound, {"goods": goods, "state": "open",
                                                        "name": name, "used_on": day})
                for goods, name in zip(("food", "medicine"), self.channel_names, strict=True)
            )
        )  # fmt: skip
        self.said_last = self.channels
        write(Draft("special_care", self.doors[0], cared), *self._rules(day))

    def _rules(self, day: str) -> Iterator[Draft]:
        fields: dict[str, Value] = {
            "channel": "posted", "topic": "rules", "title": "居家防护须知",
            "valid_until": day_plus(day, 60),
        }  # fmt: skip
        for stairwell in self._stairwells:
            yield Draft("notice", stairwell, fields)

    def _hand_over(self, at: int) -> None:
        """End the shift at the gate and begin the next, as its guards do."""
        if self.shift:
            ended: dict[str, Value] = {"ended_at": at}
            write(Draft("duty_shift", self._gate, ended, root=self.shift, parents=(self.shift,)))
        who = self.guards[at // (12 * HOUR) % len(self.guards)]
        planned: dict[str, Value] = {
            "stage": "planned", "task": "gate", "who": who, "started_at": at,
            "ended_at": at + 12 * HOUR,
        }  # fmt: skip
        worked: dict[str, Value] = {
            "stage": "worked", "task": "gate", "who": who, "started_at": at,
        }  # fmt: skip
        *_, self.shift = write(
            Draft("duty_shift", self._gate, planned, at=at),
            Draft("duty_shift", self._gate, worked, at=at),
        )

    def _noon(self, day: str) -> Iterator[Draft]:
        """The day's word in the chat, the record at the doors, and who passed the gate."""
        word: dict[str, Value] = {"channel": "group", "topic": "status", "title": "今日情况"}
        yield Draft("notice", self.compound, word)
        record: dict[str, Value] = {
            "channel": "posted", "topic": "disinfection", "title": "消毒记录", "valid_until": day,
        }  # fmt: skip
        for stairwell in self._stairwells:
            yield Draft("notice", stairwell, record)
        for hour, tenths in PASSED:
            passed: dict[str, Value] = {
                "direction": "in", "decision": "passed", "four_musts": FOUR_MUSTS,
                "person": "resident", "temperature": tenths,
            }  # fmt: skip
            yield Draft("gate_entry", self._gate, passed, at=day_start(day) + hour * HOUR)

    def _used(self, day: str) -> Iterator[Draft]:
        """The channels were used again: each time said after what was said of them last."""
        used: dict[str, Value] = {"used_on": day}
        for root, last in zip(self.channels, self.said_last, strict=True):
            yield Draft("supply_channel", self.compound, used, root=root, parents=(last,))

    def _need(self, day: str) -> Draft:
        """The medicine that somebody asked for in the morning, brought by the evening."""
        asked = day_start(day) + 10 * HOUR
        brought: dict[str, Value] = {
            "what": "medicine", "state": "done", "detail": "降压药",
            "closed_at": asked + 7 * HOUR,
        }  # fmt: skip
        return Draft("need", self.doors[0], brought, at=asked)

    @property
    def _gate(self) -> str:
        return mint("gate", self.compound, self.gate_name)

    @property
    def _stairwells(self) -> list[str]:
        rows = ((row.building, row.stairwell) for row in self.rows if row.door is not None)
        return [
            mint("stairwell", mint("building", self.compound, building or ""), stairwell or "")
            for building, stairwell in dict.fromkeys(rows)
        ]


def write(*drafts: Draft) -> list[str]:
    """Put the office's records down now; returns their ids."""
    ids = current_store().author(drafts, SERVER)
    refresh_reads()
    return ids
