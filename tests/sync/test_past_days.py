"""A day judged afterwards says what it said when it ended, where nothing about it came later."""

import random
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.checklist import assess
from sync.days import DAY, HOUR, day_end, day_of, day_plus, day_start
from sync.evidence import PlaceFact
from sync.kinds import load_kinds
from sync.merge import fold, record_id
from sync.ops import Op, OpParts, bytes_to_text, read_op, seal
from sync.policy_file import load_policy
from tests.sync.evidence import MemoryEvidence, Phone

POLICY, KINDS = load_policy("wuhan-2020-03"), load_kinds()
FIRST = "2020-03-10"
RESTATED = (
    "Z1", "Z2", "P1.1", "P1.2", "P1.3", "P2.1", "P2.2", "P2.3", "P2.4", "S3.1", "S3.2", "S3.3",
    "S3.4", "S3.5", "D4.1", "D4.3", "D4.4", "U5.1", "U5.2", "U5.3", "U5.4", "M6.1", "M6.2", "M6.4",
)  # fmt: skip
DOORS = ("door-1", "door-2")
PLACES = (
    PlaceFact("c1", "小区", "compound", "n1"),
    PlaceFact("b1", "1", "building", "c1"),
    PlaceFact("s1", "1", "stairwell", "b1"),
    PlaceFact("gate-1", "东门", "gate", "c1", tags=("open",)),
    PlaceFact("lift-1", "电梯", "area", "b1", "lift"),
    *(PlaceFact(door, door, "household", "s1", building="b1") for door in DOORS),
)


@dataclass
class Office:
    """What people of a small compound say of it, act by act, and always of the day itself."""

    draw: random.Random
    now: int = day_start(FIRST) + 8 * HOUR
    ops: list[Op] = field(default_factory=list)

    @property
    def today(self) -> str:
        return day_of(self.now)

    def say(self, kind: str, place: str, said: dict[str, Any], root: str | None = None) -> None:
        known = fold(self.ops, KINDS).get(root or f"{kind}/{place}")
        parts = OpParts(
            kind=kind, version=1, nonce=bytes_to_text(len(self.ops).to_bytes(8, "big")),
            place=place, by="u1", at=self.now, tz=480, rec=self.now, root=root,
            slot=f"{self.today}/pm" if KINDS[kind].slot == "session" and not root else None,
            parents=known.heads if known else (), fields=said,
        )  # fmt: skip
        self.ops.append(read_op(seal(parts)))

    def some(self, kind: str) -> tuple[str, str] | None:
        """One of the records of a kind, and where it is."""
        found = [(record_id(op, KINDS), op.place) for op in self.ops if op.kind == kind]
        return self.draw.choice(found) if found else None

    def amend(self, kind: str, *choices: dict[str, Any]) -> None:
        if (found := self.some(kind)) is not None:
            self.say(kind, found[1], self.draw.choice(choices), found[0])

    def act(self) -> None:
        acts = (self.channel, self.notice, self.care, self.post, self.need, self.batch,
                self.fever, self.case, self.gate, self.sample, self.round)  # fmt: skip
        self.draw.choice(acts)()
        self.now += self.draw.choice([HOUR // 6, HOUR, 2 * HOUR])

    def channel(self) -> None:
        used: dict[str, Any] = {"used_on": self.today}
        if self.draw.random() < 0.3:
            goods = self.draw.choice(["food", "medicine"])
            self.say("supply_channel", "c1", {"goods": goods, "state": "open", "name": "群"} | used)
        self.amend("supply_channel", used, used, used, {"state": "closed"}, {"state": "open"})

    def notice(self) -> None:
        until: dict[str, Any] = {"valid_until": day_plus(self.today, self.draw.randrange(5))}
        if self.draw.random() < 0.6:
            topic = self.draw.choice(["disinfection", "disinfection", "rules"])
            posted = {"channel": "posted", "topic": topic, "title": "记录"}
            where = self.draw.choice(["s1", "lift-1"])
            self.say("notice", where, posted | (until if self.draw.random() < 0.7 else {}))
        self.amend("notice", until, {"removed_on": self.today}, {"removed_on": None})

    def care(self) -> None:
        helper: dict[str, Any] = {"helper": self.draw.choice(["小刘", "小王"])}
        end = self.draw.choice([self.today, None])
        said = self.draw.choice([helper, {"ended_on": end}])
        self.say("special_care", "door-1", {"group": ["alone"]} | said)
        self.say("contact", self.draw.choice(DOORS), {"phone": "139****0001"})
        self.say(
            "occupancy",
            self.draw.choice(DOORS),
            {"state": self.draw.choice(["occupied", "unknown", "vacant", "away"])},
        )

    def post(self) -> None:
        lead: dict[str, Any] = {"lead": self.draw.choice(["王", "李"]), "deputy": "张"}
        days: dict[str, Any] = {"since_on": self.today, "until_on": None}
        ends: dict[str, Any] = {
            "since_on": self.today,
            "until_on": day_plus(self.today, self.draw.randrange(2)),
        }
        self.say("assignment", "b1", self.draw.choice([lead, lead | days, ends]))

    def need(self) -> None:
        if self.draw.random() < 0.5:
            what = self.draw.choice(["medicine", "food"])
            self.say("need", self.draw.choice(DOORS), {"what": what, "state": "asked"})
        done: dict[str, Any] = {"state": "done", "closed_at": self.now}
        self.amend_if("need", "state", "done", [done, {"state": "taken"}, {"state": "withdrawn"}])

    def amend_if(self, kind: str, name: str, last: str, choices: list[dict[str, Any]]) -> None:
        """Amend one of which the last has not been said: what is done is done."""
        found = self.some(kind)
        record = fold(self.ops, KINDS)[found[0]] if found else None
        if found and record and record.fields[name].value != last:
            self.say(kind, found[1], self.draw.choice(choices), found[0])

    def batch(self) -> None:
        if self.draw.random() < 0.3:
            goods: dict[str, Any] = {"item": "白菜", "quantity": 70, "priority": ["medical"]}
            self.say("supply_batch", "c1", goods)
        elif (found := self.some("supply_batch")) is not None:
            known = fold(self.ops, KINDS)[found[0]].fields
            if "published_on" not in known:
                self.say("supply_batch", "c1", {"published_on": self.today}, found[0])

    def fever(self) -> None:
        hot: dict[str, Any] = {"direction": "in", "decision": "turned_away",
                                 "four_musts": ["temperature"], "temperature": 380}  # fmt: skip
        if self.draw.random() < 0.5:
            self.say("gate_entry", "gate-1", hot)
        elif (found := self.some("gate_entry")) is not None:
            told = "disposition" in fold(self.ops, KINDS)[found[0]].fields
            said = {"disposition": "clinic", "disposed_at": self.now}
            self.say("gate_entry", found[1], {"plate": "鄂A"} if told else said, found[0])

    def case(self) -> None:
        person = self.draw.choice(["k1", "k2"])
        said: dict[str, Any] = {"person": person, "category": "close_contact",
                                  "happened_on": self.today}  # fmt: skip
        where = self.draw.choice(["home", "hospital"])
        event = self.draw.choice(["opened", "opened", "transferred", "released"])
        self.say("case_event", self.draw.choice(DOORS), said | {"event": event, "location": where})

    def gate(self) -> None:
        tags = self.draw.choice([["open"], []])
        said = {"type": "gate", "name": "东门", "parent": "c1", "tags": tags}
        self.say("place", "gate-1", said)
        begun = {"stage": "planned", "task": "gate", "who": "吴", "started_at": self.now,
                 "ended_at": self.now + 12 * HOUR}  # fmt: skip
        self.say("duty_shift", "gate-1", begun)
        if self.draw.random() < 0.5:
            self.say("duty_shift", "gate-1", begun | {"stage": "worked"})

    def sample(self) -> None:
        if self.draw.random() < 0.4:
            drawn: dict[str, Any] = {"drawn": list(DOORS), "round_on": self.today}
            self.say("spot_sample", "c1", drawn)
        elif (found := self.some("spot_sample")) is not None:
            said = {"sample": found[0], "outcome": self.draw.choice(["agrees", "disagrees"])}
            self.say("spot_check", self.draw.choice(DOORS), said)

    def round(self) -> None:
        outcome = self.draw.choice(["normal", "no_answer", "exception"])
        said: dict[str, Any] = {"outcome": outcome, "method": "door"}
        if outcome == "exception":
            said |= {"symptoms": ["fever"], "temperature": 380}
        self.say("screening", self.draw.choice(DOORS), said)
        self.say("disinfection", "lift-1", {"agent": "alcohol75", "terminal": True})


def verdicts(ops: list[Op], day: str, known_at: int) -> dict[str, object]:
    records = list(fold(ops, KINDS).values())
    gate = next((one for one in records if one.id == "place/gate-1"), None)
    said: Any = gate.fields["tags"].value if gate else ["open"]
    stand = [
        PlaceFact(one.id, one.name, one.type, one.parent, tags=tuple(said))
        if one.type == "gate"
        else one
        for one in PLACES
    ]
    phones = [Phone("u1", known_at)]
    evidence = MemoryEvidence(KINDS, records, stand, phones, known_at, POLICY.windows, ops=ops)
    judged = assess(POLICY, evidence, day)
    found = ((id, judged.criterion(id).finding) for id in RESTATED)
    return {id: (one.verdict, one.counts, one.missing_total) for id, one in found}


@settings(max_examples=40, deadline=None)
@given(draw=st.randoms(use_true_random=False))
def test_a_day_judged_afterwards_says_what_it_said_when_it_ended(draw: random.Random) -> None:
    office = Office(draw)
    office.gate()
    live: dict[str, dict[str, object]] = {}
    for _ in range(draw.randrange(5, 60)):
        office.act()
        while office.now >= (end := day_end(FIRST) + DAY * len(live)):
            day = day_plus(FIRST, len(live))
            live[day] = verdicts([op for op in office.ops if op.at_to < end], day, end)
    later = office.now + 2 * DAY
    for day, said in live.items():
        found = verdicts(office.ops, day, later)
        assert {id: found[id] for id in RESTATED if found[id] != said[id]} == {}, (day, said)
