"""A compound of a given size in a real database, and phones that push to it over HTTP."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from server import create_app
from server.auth import issue_access
from server.db import db, refresh_reads, writer_engine, writing
from server.log.authoring import Draft
from server.people import accounts
from server.people.sessions import open_session
from server.store import current_store
from sync.chain import FIRST_LINK, walk
from sync.days import day_of
from sync.ops import Op, OpParts, bytes_to_text, read_op, seal

COMMUNITY = "420103009001"
COMPOUND = f"{COMMUNITY}.1"
NOW = 1_583_800_200_000  # 2020-03-10 08:30 in Shanghai
DAY = 86_400_000
GRANTED = NOW - 500 * DAY  # before everything that is recorded
DOORS_A_COMPOUND = {"buildings": 20, "floors": 15, "per_floor": 4}
DIVISIONS = [
    ("420100", "city", "武汉市", None),
    ("420103", "district", "江汉区", "420100"),
    ("420103009", "street", "唐家墩街道", "420103"),
    (COMMUNITY, "community", "西桥社区", "420103009"),
    (COMPOUND, "compound", "华氏儒商花园", COMMUNITY),
]


@dataclass
class Clock:
    """Time handed in: ms UTC."""

    ms: int = NOW

    def __call__(self) -> int:
        """The moment now."""
        return self.ms


@dataclass
class World:
    """The application and its clock; ``buildings`` are ids, ``doors`` by building."""

    app: Flask
    clock: Clock
    doors: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def all_doors(self) -> list[str]:
        """Every door, building by building."""
        return [door for building in self.doors.values() for door in building]


@contextmanager
def compound(
    folder: Path, buildings: int, floors: int, per_floor: int, url: str = ""
) -> Iterator[World]:
    """A migrated database with one compound of buildings of one stairwell; SQLite without a url."""
    clock = Clock(NOW - 20 * DAY)
    settings = {"SIX_DATA": str(folder), "CLOCK": clock, "RATELIMIT_ENABLED": False}
    settings |= {"DATABASE_URL": url, "ACCESS_MINUTES": 24 * 60}
    app = create_app(settings)
    world = World(app, clock)
    with app.app_context():
        upgrade()
        current_store().author(list(_drafts(world, buildings, floors, per_floor)), "server")
        clock.ms = NOW
        yield world
        writer_engine().dispose()
        db.engine.dispose()


def _drafts(world: World, buildings: int, floors: int, per_floor: int) -> Iterator[Draft]:
    for id, type, name, parent in DIVISIONS:
        yield _place(id, type, name, parent)
    for number in range(1, buildings + 1):
        building = f"{COMPOUND}.{number}"
        yield _place(building, "building", f"{number}栋", COMPOUND)
        yield _place(f"{building}.1", "stairwell", "1单元", building)
        labels = [(f, f"{f}{d:02}") for f in range(1, floors + 1) for d in range(1, per_floor + 1)]
        world.doors[building] = [f"{building}.1.{label}" for _, label in labels]
        for floor, label in labels:
            yield _place(
                f"{building}.1.{label}", "household", label, f"{building}.1",
                floor=floor, door=label, stairwell="1",
            )  # fmt: skip


def _place(id: str, type: str, name: str, parent: str | None, **more: Any) -> Draft:
    fields = {"type": type, "name": name, "sort": 1, **more}
    return Draft("place", id, fields | ({"parent": parent} if parent else {}))


@dataclass
class Phone:
    """Somebody signed in, with a replica whose chain goes on from push to push."""

    user: str
    access: str
    client: FlaskClient
    replica: bytes
    number: int = 1
    n: int = 0
    link: bytes = FIRST_LINK

    def request(self, ops: Sequence[Op], **more: Any) -> bytes:
        """The next push as it goes over the wire, gzipped; the chain moves on."""
        links = walk(self.replica, self.n, self.link, [op.bsha for op in ops])
        push = {
            "n0": self.n + 1, "prev": bytes_to_text(self.link), "link": bytes_to_text(links[-1]),
            "ops": [op.body for op in ops],
        } if ops else None  # fmt: skip
        self.n, self.link = self.n + len(ops), links[-1] if ops else self.link
        body = {
            "proto": 1, "app": "bench", "replica": bytes_to_text(self.replica), "epoch": None,
            "sealed": self.n, "cur": {}, "sv": 0, "sent": NOW, "push": push,
            "lim": {"n": 1, "bytes": 1},
        }  # fmt: skip
        return gzip.compress(orjson.dumps(body | more), 1)

    def post(self, body: bytes) -> Any:
        """Exchange, through real sign-in and validation; the answer as JSON."""
        headers = {"Authorization": f"Bearer {self.access}", "Content-Encoding": "gzip"}
        answer = self.client.post(
            "/api/v1/exchange", data=body, headers=headers, content_type="application/json"
        )
        said = orjson.loads(answer.data)
        assert answer.status_code == 200 and said["push_err"] is None, said
        return said

    def get(self, path: str) -> Any:
        """GET as this person, from what is stored by now."""
        # The bench's own application context outlives the request, and so would its snapshot.
        refresh_reads()
        answer = self.client.get(path, headers={"Authorization": f"Bearer {self.access}"})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return orjson.loads(answer.data)  # as a browser reads it; the server's reader is strict


def phone(world: World, role: str, place: str, number: int = 1) -> Phone:
    """A person who was granted the role before the days that are measured, signed in now."""
    now, world.clock.ms = world.clock.ms, GRANTED
    with writing() as session:
        person = accounts.add_person(session, f"{role} {number}")
        accounts.add_grants(session, person, role, [place])
        device = accounts.add_device(session, person, "bench", "bench")
        world.clock.ms = now
        opened = open_session(session, person, device)
        access = issue_access(opened.user_key, opened.device_key, opened.credential_key)
        return Phone(person.user_id, access, world.app.test_client(), number.to_bytes(16), number)


def screening(user: str, door: str, at: int, number: int, session: str = "am") -> Op:
    """An ordinary door found normal at `at` (ms), as a phone seals it a moment later.

    The nonce and the moments are as random as a phone's: they are what does not compress.
    """
    random = sha256(number.to_bytes(8)).digest()
    at += int.from_bytes(random[8:11]) % 10_800_000
    return read_op(
        seal(
            OpParts(
                "screening", 1, bytes_to_text(random[:8]), door, user,
                at=at, tz=480, rec=at + 700 + random[11], slot=f"{day_of(at)}/{session}",
                clk=(random[12], 40), anc=at - 60_000 - random[13],
                fields={"outcome": "normal", "method": "door"},
            )
        )
    )  # fmt: skip
