"""A compound that was certified: the evidence of its days, and the steps that its people took.

Nothing is set here: each step is taken as at the desk, judged by the policy on what had arrived by
then, and refused if a single record were missing. A fever of the last days suspends the certificate
and its exclusion restores it, so that a newcomer sees a standing that lives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from server.auth import Actor, read_grants
from server.authoring import Draft
from server.config import now_ms
from server.db import db, refresh_reads
from server.demo.city import CERTIFIED, CERTIFIED_DAYS
from server.demo.rounds import place_of
from server.demo.settle import Site
from server.keys import SERVER
from server.models import Account
from server.roster.rows import Row
from server.standings.taking import take_step
from server.store import current_store
from sync.days import HOUR, MINUTE, day_plus, day_start
from sync.ops import Value
from sync.places import mint

GATE, GUARDS, LEADS = "南门", ("老秦", "小袁"), {"1": ("秦玉兰", "袁师傅"), "2": ("许大姐", "秦刚")}
FOUR_MUSTS: Final[list[Value]] = ["identity", "information", "temperature", "mask"]
# Days left of the fortnight (1 is yesterday), the hour, the desk account, the step.
STEPS = (
    (4, 14, "zhou", "declare"),
    (4, 15, "zhou", "community_check"),
    (3, 14, "xingou", "street_review"),
    (3, 15, "qingshan", "certify"),
    (1, 15, "qingshan", "file"),
)
SAMPLED_LEFT, SAMPLE = 5, 30
FEVER_LEFT, FEVER_DOOR = 2, 5
FEVER: Mapping[str, Value] = {
    "person": "f1", "category": "fever", "location": "home", "name_masked": "何**",
}  # fmt: skip
PASSED = ((9, 362), (10, 366), (11, 364))


@dataclass(slots=True)
class Certified:
    """Writes down, session by session, what the rounds of phones leave out in this compound."""

    site: Site
    rows: tuple[Row, ...]
    shift: str = ""
    channels: list[str] = field(default_factory=list)
    taken: int = 0

    @property
    def compound(self) -> str:
        """The id of the compound."""
        return self.site.compound_ids[CERTIFIED]

    @property
    def doors(self) -> list[str]:
        """The doors where somebody lives, in their order."""
        due = (row for row in self.rows if row.door is not None and row.occupancy == "occupied")
        return [place_of(row, self.compound) for row in due]

    def after(self, day: str, left: int, session: str, go_to: Callable[[int], None]) -> None:
        """Do what falls due after a session of a day, `left` days before the demonstration."""
        if left > CERTIFIED_DAYS:
            return
        begin = day_start(day)
        if session == "pm":
            go_to(begin + 21 * HOUR)
            self._hand_over(begin + 20 * HOUR)
            _write(*self._evening(day))
            return
        go_to(begin + 12 * HOUR + 40 * MINUTE)
        if left == CERTIFIED_DAYS:
            self._begin(day)
        self._hand_over(begin + 8 * HOUR)
        _write(*self._noon(day))
        if left == SAMPLED_LEFT:
            self._spot_check(day)
        self._fever(day, left)
        for step_left, hour, account, step in STEPS:
            if step_left == left:
                go_to(begin + hour * HOUR)
                self._take(account, step)

    def _begin(self, day: str) -> None:
        """Write down what stands for good: gate, posts, channels, helpers, rules at the doors."""
        gate: dict[str, Value] = {
            "type": "gate", "name": GATE, "parent": self.compound, "tags": ["open"],
        }  # fmt: skip
        _write(Draft("place", self._gate, gate))
        channels = [
            Draft("supply_channel", self.compound, {"goods": goods, "state": "open", "name": name,
                                                    "used_on": day})
            for goods, name in (("food", "临江团购群"), ("medicine", "蒋家墩代购药"))
        ]  # fmt: skip
        self.channels = _write(*channels)
        _write(*self._posts(), *self._rules(day))

    def _posts(self) -> Iterator[Draft]:
        for building, (lead, deputy) in LEADS.items():
            place = mint("building", self.compound, building)
            yield Draft("assignment", place, {"lead": lead, "deputy": deputy})
        cared: dict[str, Value] = {"group": ["alone"], "helper": LEADS["1"][0]}
        yield Draft("special_care", self.doors[0], cared)

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
            _write(Draft("duty_shift", self._gate, ended, root=self.shift, parents=(self.shift,)))
        who = GUARDS[at // (12 * HOUR) % 2]
        planned: dict[str, Value] = {
            "stage": "planned", "task": "gate", "who": who, "started_at": at,
            "ended_at": at + 12 * HOUR,
        }  # fmt: skip
        worked: dict[str, Value] = {
            "stage": "worked", "task": "gate", "who": who, "started_at": at,
        }  # fmt: skip
        *_, self.shift = _write(
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

    def _evening(self, day: str) -> Iterator[Draft]:
        """Channels used, and the medicine that somebody asked for in the morning."""
        used: dict[str, Value] = {"used_on": day}
        for root in self.channels:
            yield Draft("supply_channel", self.compound, used, root=root, parents=(root,))
        asked = day_start(day) + 10 * HOUR
        brought: dict[str, Value] = {
            "what": "medicine", "state": "done", "detail": "降压药",
            "closed_at": asked + 7 * HOUR,
        }  # fmt: skip
        yield Draft("need", self.doors[0], brought, at=asked)

    def _spot_check(self, day: str) -> None:
        """Draw from the doors, every second one first, and find them as they were recorded."""
        doors = [*self.doors[::2], *self.doors[1::2]][:SAMPLE]
        drawn: dict[str, Value] = {
            "drawn": [*doors], "round_on": day, "checked_kind": "screening", "checker": "老孟",
        }  # fmt: skip
        [sample] = _write(Draft("spot_sample", self.compound, drawn))
        agrees: dict[str, Value] = {"sample": sample, "outcome": "agrees", "method": "phone"}
        _write(*(Draft("spot_check", door, agrees) for door in doors))

    def _fever(self, day: str, left: int) -> None:
        """A fever that the clinic excludes the next day: suspended, restored, the days go on."""
        said = {
            FEVER_LEFT: {"event": "opened", "basis": "上门测温 37.5℃"},
            FEVER_LEFT - 1: {"event": "excluded", "basis": "发热门诊:核酸阴性,普通感冒"},
        }.get(left)
        if said is not None and self.taken:
            fields: dict[str, Value] = {**FEVER, **said, "happened_on": day}
            _write(Draft("case_event", self.doors[FEVER_DOOR], fields))

    def _take(self, account: str, step: str) -> None:
        actor = _actor(account)
        take_step(actor, {"place": self.compound, "step": step, "reason": "", "seen": self.taken})
        self.taken += 1

    @property
    def _gate(self) -> str:
        return mint("gate", self.compound, GATE)

    @property
    def _stairwells(self) -> list[str]:
        rows = ((row.building, row.stairwell) for row in self.rows if row.door is not None)
        return [
            mint("stairwell", mint("building", self.compound, building or ""), stairwell or "")
            for building, stairwell in dict.fromkeys(rows)
        ]


def _write(*drafts: Draft) -> list[str]:
    ids = current_store().author(drafts, SERVER)
    refresh_reads()
    return ids


def _actor(account: str) -> Actor:
    """Return the person of a desk account, as if signed in now."""
    person = db.session.scalars(select(Account).where(Account.account == account)).one()
    grants = read_grants(person.key, now_ms())
    return Actor(person.key, person.name, account, 0, 0, grants)
