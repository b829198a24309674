"""Three days of rounds in a compound, pushed by three phones, and the evidence that they leave."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from flask import Flask

from server.db import db, writing
from server.evidence import SqlEvidence, evidence_of
from server.log.authoring import Draft
from server.models import Account, Device, Grant, Place
from server.rules import kinds
from server.store import current_store
from sync.chain import FIRST_LINK, next_link
from sync.days import DAY, HOUR, session_window
from sync.exchange import Rules, serve
from sync.log import Grant as Granted
from sync.log import Range, Session, Want
from sync.merge import fold
from sync.ops import Op, OpParts, bytes_to_text, read_op, seal
from sync.policy_file import load_policy
from sync.request import read_request
from tests.server.databases import ENGINES, bare_app, dispose
from tests.server.worlds import place_drafts
from tests.store_contract import BUILDING, COMPOUND, NOW, OTHER
from tests.sync.evidence import MemoryEvidence, Phone

SESSIONS = load_policy("wuhan-2020-03").windows
DAYS = ("2020-03-08", "2020-03-09", "2020-03-10")
DOORS = [f"{building}.1.{n}01" for building in (BUILDING, OTHER) for n in range(1, 5)]
AREAS = {f"{COMPOUND}.@gate": "gate", f"{BUILDING}.@lift": "lift", f"{OTHER}.@lift": "lift"}
ROLES = {
    "u1": ("building_lead", BUILDING),
    "u2": ("building_lead", OTHER),
    "u3": ("property_staff", COMPOUND),
}


def drafts() -> list[Draft]:
    stairwell = {"type": "stairwell", "name": "1", "parent": OTHER}
    states = ("occupied", "vacant", "unknown", "occupied")
    return [
        *place_drafts(),
        Draft("place", f"{OTHER}.1", stairwell),
        *(
            Draft("place", door, {"type": "household", "name": door[-3:], "sort": number,
                                  "parent": door.rsplit(".", 1)[0]})
            for number, door in enumerate(DOORS)
        ),
        *(
            Draft("place", area, {"type": "area", "name": kind, "area_kind": kind,
                                  "parent": area.rsplit(".", 1)[0],
                                  "sessions": ["am"] if kind == "gate" else []})
            for area, kind in AREAS.items()
        ),
        *(
            Draft("occupancy", door, {"state": states[n % 4]} | ({"tags": ["alone"]} if n else {}))
            for n, door in enumerate(DOORS)
            if n != 3
        ),
    ]  # fmt: skip


@dataclass
class Sender:
    """A phone that seals and pushes at once."""

    user: str
    device: int
    replica: bytes
    n: int = 0
    link: bytes = FIRST_LINK
    grants: list[Granted] = field(default_factory=list)

    def push(self, ops: list[Op]) -> None:
        links = [self.link]
        for op in ops:
            self.n += 1
            links.append(next_link(self.replica, self.n, links[-1], op.bsha))
        self.link = links[-1]
        push = {
            "n0": self.n - len(ops) + 1, "prev": bytes_to_text(links[0]),
            "link": bytes_to_text(self.link), "ops": [op.body for op in ops],
        }  # fmt: skip
        raw = {"proto": 1, "replica": bytes_to_text(self.replica), "sealed": self.n, "sv": 0,
               "sent": NOW, "cur": {}, "push": push if ops else None}  # fmt: skip
        answer = serve(
            current_store(), read_request(raw),
            Session(self.user, self.device, self.grants), Rules(kinds()),
        )  # fmt: skip
        assert (answer["push_err"], answer["ex"]) == (None, [])


@dataclass
class Town:
    """A compound with two buildings, three people with phones, and a clock."""

    app: Flask
    clock: list[int]
    phones: list[Sender]
    ops: list[Op] = field(default_factory=list)
    received: dict[str, int] = field(default_factory=dict)

    def record(self, phone: Sender, *ops: Op) -> None:
        phone.push(list(ops))
        self.ops += ops
        self.received |= {op.id: self.clock[0] for op in ops}

    def evidence(self, at: int | None = None) -> SqlEvidence:
        db.session.rollback()
        found = evidence_of(COMPOUND, at)
        assert found is not None
        return found

    def in_memory(self) -> MemoryEvidence:
        """The obvious twin, from the same ops."""
        live = self.evidence()
        return MemoryEvidence(
            kinds=kinds(),
            folded=list(fold([*self.ops, *self.stated()], kinds()).values()),
            stand=[replace(place, tags=()) for place in live.places(
                ("compound", "building", "stairwell", "household", "area"))],
            phones=[
                Phone(phone.user, self.drained[phone.user], self.reach(phone.user))
                for phone in self.phones
            ],
            known_at=self.clock[0],
            sessions=SESSIONS,
            received=self.received,
            area_sessions={f"{COMPOUND}.@gate": ("am",)},
            ops=[*self.ops, *self.stated()],
        )  # fmt: skip

    drained: dict[str, int | None] = field(default_factory=dict)

    def stated(self) -> list[Op]:
        with current_store().reading() as rx:
            feeds = rx.scope([Want(COMPOUND, "building", frozenset({"ref"}))], "u1")
            heads = rx.heads([feed.feed for feed in feeds])
            rows = rx.entries([Range(f, 0, head.q) for f, head in heads.items()], bytes(16))
        ops = [read_op(row.body or "") for row in rows]
        self.received |= {op.id: NOW - 5 * DAY for op in ops}
        return [op for op in ops if op.kind == "occupancy"]

    def reach(self, user: str) -> tuple[str, ...]:
        role, place = ROLES[user]
        theirs = tuple(AREAS) if role == "property_staff" else DOORS
        return tuple(id for id in theirs if id.startswith(place))


@pytest.fixture(params=ENGINES)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    clock = [NOW - 5 * DAY]
    app = bare_app(request.param, tmp_path)
    app.config["CLOCK"] = lambda: clock[0]
    app.config["POLICY"] = "wuhan-2020-03"
    with app.app_context():
        with writing() as session:
            session.add_all([Account(name=f"人{n}", created_at=1) for n in (1, 2, 3)])
        current_store().author(drafts(), "u1")
        with writing() as session:
            keys = {place.id: place.key for place in session.query(Place)}
            for key, (role, place) in enumerate(ROLES.values(), 1):
                session.add(
                    Device(
                        key=key,
                        user_key=key,
                        label=f"手机{key}",
                        platform="x",
                        push_key_hash=bytes([key]) * 32,
                        created_at=1,
                    )
                )
                session.add(Grant(user_key=key, place_key=keys[place], role=role, valid_from=0,
                                  created_at=1))  # fmt: skip
        phones = [
            Sender(user, key, bytes([key]) * 16, grants=[Granted(place, role, 0)])
            for key, (user, (role, place)) in enumerate(ROLES.items(), 1)
        ]
        yield Town(app, clock, phones, drained=dict.fromkeys(ROLES))
    dispose(app)


_nonces = iter(range(10**9))


def op(kind: str, place: str, by: str, at: int, slot: str, **fields: object) -> Op:
    return read_op(
        seal(
            OpParts(
                kind=kind, version=1, nonce=f"{next(_nonces):011d}", place=place, slot=slot,
                by=by, at=at, tz=480, rec=at, clk=(0, 5), fields=fields,  # type: ignore[arg-type]
            )
        )
    )  # fmt: skip


def a_fortnight_in_small(town: Town, seed: int) -> None:
    """Three days of rounds, some doors not opened, some phones late or silent."""
    chance = random.Random(seed)
    for day in DAYS:
        for session in ("am", "pm"):
            _, end = session_window(day, session, SESSIONS)
            for phone in town.phones:
                ops = []
                for place in town.reach(phone.user):
                    if chance.random() < 0.3:
                        continue
                    at = end - chance.randrange(1, 4) * HOUR
                    slot = f"{day}/{session}"
                    if place in DOORS and phone.user != "u3":
                        outcome = chance.choice(["normal", "normal", "no_answer", "exception"])
                        more = {"symptoms": ["fever"]} if outcome == "exception" else {}
                        ops.append(op("screening", place, phone.user, at, slot,
                                      outcome=outcome, method="door", **more))  # fmt: skip
                    elif place in AREAS and phone.user == "u3":
                        ops.append(op("disinfection", place, "u3", at, slot, agent="chlorine",
                                      mg_l=500, contact_minutes=30, method=["wipe"]))  # fmt: skip
                town.clock[0] = max(town.clock[0], end - HOUR + chance.randrange(3) * HOUR)
                if chance.random() < 0.8:
                    town.record(phone, *ops)
                    town.drained[phone.user] = town.clock[0]
    town.clock[0] += 10 * 60_000
