"""What is kept in the push transaction equals what the ops make, whatever arrived in what order."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server.database.keys import record_key
from server.db import writer_engine, writing, writing_core
from server.log.authoring import Draft
from server.models import Account, PCover, Place, PRecord, PSlot, PStanding
from server.projections.rebuild import differences, rebuild
from server.projections.slots import Filler, SlotName, slot_row
from server.rules import kinds
from server.store import current_store
from sync.merge import fold
from sync.ops import Op, OpParts, read_op, seal
from sync.slots import fulfilment
from tests.server.databases import bare_app, dispose
from tests.server.worlds import place_drafts
from tests.store_contract import BUILDING, COMPOUND, DOOR, NOW, OTHER, PHONE, TABLET, World, arrival

DOORS = (DOOR, f"{BUILDING}.1.202", f"{OTHER}.1.101")
LIFT = f"{BUILDING}.@lift"
SLOTS = ("2020-03-10/am", "2020-03-10/pm", "2020-03-11/am")
STEPS = {"declare": "community", "community_check": "community", "street_review": "street",
         "certify": "district", "uphold": "district", "withdraw": "district"}  # fmt: skip
OUTCOMES = ("normal", "no_answer", "exception", "refused")


def quiet(what: str, done: int, total: int) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A database with places in it, and the op that stated each."""
    folder = tmp_path_factory.mktemp("template")
    with town(folder) as (_, statements):
        pass
    return folder / "six.sqlite", statements


@contextmanager
def town(folder: Path) -> Iterator[tuple[Flask, dict[str, str]]]:
    app = bare_app("sqlite", folder)
    app.config["CLOCK"] = lambda: NOW
    with app.app_context():
        with writing() as session:
            session.add(Account(name="王芳", created_at=1))
        drafts = [
            *place_drafts()[:-1],
            Draft("place", f"{OTHER}.1", {"type": "stairwell", "name": "1", "parent": OTHER}),
            *(
                Draft("place", door, {"type": "household", "name": door[-3:],
                                      "parent": door.rsplit(".", 1)[0]})
                for door in DOORS
            ),
            Draft("place", LIFT, {"type": "area", "name": "电梯", "parent": BUILDING,
                                  "area_kind": "lift"}),
        ]  # fmt: skip
        ids = current_store().author(drafts, "u1")
        yield app, {draft.place: id for draft, id in zip(drafts, ids, strict=True)}
    dispose(app)


class History:
    """Records, corrections, voids, statements about places: by people who saw this and that."""

    def __init__(self, chance: random.Random, statements: dict[str, str]) -> None:
        self.chance = chance
        self.ops: list[Op] = []
        self.records: dict[str, list[Op]] = {}
        self.steps: list[Draft] = []
        self.seen = {f"place/{place}": [id] for place, id in statements.items()}

    def seal(self, kind: str, place: str, **more: Any) -> Op:
        number = len(self.ops)
        at = NOW - self.chance.randrange(10**7)
        op = read_op(
            seal(
                OpParts(
                    kind=kind,
                    version=1,
                    nonce=f"{number:011d}",
                    place=place,
                    by="u1",
                    at=at,
                    tz=480,
                    rec=at,
                    **more,
                )
            )
        )
        self.ops.append(op)
        return op

    def tap(self) -> None:
        outcome = self.chance.choice(OUTCOMES)
        op = self.seal(
            "screening", self.chance.choice(DOORS), slot=self.chance.choice(SLOTS),
            fields={"outcome": outcome, "method": "door"},
        )  # fmt: skip
        self.records[op.id] = [op]

    def round(self) -> None:
        op = self.seal("disinfection", LIFT, slot=self.chance.choice(SLOTS),
                       fields={"agent": "chlorine", "mg_l": 500})  # fmt: skip
        self.records[op.id] = [op]

    def case(self) -> None:
        event = self.chance.choice(["opened", "opened", "converted", "excluded"])
        fields: dict[str, Any] = {
            "person": self.chance.choice("ab"), "event": event, "happened_on": "2020-03-10",
            "category": self.chance.choice(["confirmed", "suspected", "fever"]),
        }  # fmt: skip
        op = self.seal("case_event", self.chance.choice([*DOORS, COMPOUND]), fields=fields)
        self.records[op.id] = [op]

    def step(self) -> None:
        """The next of the steps that a compound or its community takes on its way, or another."""
        place = self.chance.choice([COMPOUND, COMPOUND, COMPOUND.rsplit(".", 1)[0]])
        taken = sum(draft.place == place for draft in self.steps)
        step = list(STEPS)[taken if taken < 4 else self.chance.randrange(len(STEPS))]
        at = NOW - 2 * 10**6 + 10**5 * len(self.steps)
        fields: dict[str, Any] = {
            "step": step, "role": STEPS[step], "policy": "wuhan-2020-03", "policy_version": 1,
            "verdict": "met",
        }  # fmt: skip
        self.steps.append(Draft("standing_step", place, fields, at=at))

    def amend(self) -> None:
        if not self.records:
            return
        root = self.chance.choice(sorted(self.records))
        known = self.records[root]
        parents = sorted({op.id for op in self.chance.choices(known, k=2)})
        fields: dict[str, Any] = self.chance.choice(
            [{"_void": True}, {"_void": False}, {"note": "改"},
             *({"outcome": outcome} for outcome in OUTCOMES)]
        )  # fmt: skip
        if known[0].kind != "screening" and "outcome" in fields:
            fields = {"note": "又"} if known[0].kind != "case_event" else {"basis": "又"}
        op = self.seal(known[0].kind, known[0].place, root=root, parents=parents, fields=fields)
        known.append(op)

    def occupy(self) -> None:
        state = self.chance.choice(["occupied", "vacant", "away", "unknown"])
        self.state("occupancy", self.chance.choice(DOORS), {"state": state})

    def move(self) -> None:
        fields: dict[str, Any] = self.chance.choice(
            [{"_void": True}, {"_void": False}, {"name": "新"}, {"parent": f"{OTHER}.1"},
             {"parent": f"{BUILDING}.1"}]
        )  # fmt: skip
        self.state("place", self.chance.choice(DOORS), fields)

    def rearrange(self) -> None:
        fields: dict[str, Any] = self.chance.choice(
            [{"parent": OTHER}, {"parent": COMPOUND}, {"sessions": ["pm"]}]
        )
        self.state("place", LIFT, fields)
        if self.chance.random() < 0.3:
            self.state("place", f"{BUILDING}.1", {"parent": self.chance.choice([OTHER, BUILDING])})

    def state(self, kind: str, place: str, fields: dict[str, Any]) -> None:
        seen = self.seen.setdefault(f"{kind}/{place}", [])
        parents = sorted(set(self.chance.choices(seen, k=2))) if seen else []
        seen.append(self.seal(kind, place, parents=parents, fields=fields).id)


def push_all(history: History, app: Flask) -> None:
    """Push the ops shuffled, in small batches, by two phones."""
    world = World(current_store(), [NOW], lambda _: 0)
    ops, heads = list(history.ops), {PHONE: 0, TABLET: 0}
    steps = list(history.steps)
    history.chance.shuffle(ops)
    history.chance.shuffle(steps)
    while ops:
        size, replica = history.chance.randrange(1, 6), history.chance.choice([PHONE, TABLET])
        batch, ops = ops[:size], ops[size:]
        world.push(replica, [arrival(heads[replica] + n, op) for n, op in enumerate(batch, 1)])
        heads[replica] += len(batch)
        if steps and history.chance.random() < 0.5:
            current_store().author([steps.pop()], "u1")
    current_store().author(steps, "u1")


def dump() -> list[list[Any]]:
    """Every row of every read model."""
    with writer_engine().connect() as connection:
        return [
            sorted(str(tuple(row)) for row in connection.execute(select(table.__table__)))
            for table in (Place, PRecord, PSlot, PCover, PStanding)
        ]


@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(chance=st.randoms(use_true_random=False), length=st.integers(1, 40))
def test_live_read_models_equal_their_rebuild(
    template: tuple[Path, dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
    chance: random.Random,
    length: int,
) -> None:
    folder = tmp_path_factory.mktemp("history")
    shutil.copy(template[0], folder / "six.sqlite")
    history = History(chance, template[1])
    acts = [history.tap] * 4 + [history.amend] * 4 + [
        history.round, history.occupy, history.move, history.rearrange,
    ] + [history.case, history.step] * 3  # fmt: skip
    for _ in range(length):
        chance.choice(acts)()
    app = bare_app("sqlite", folder)
    app.config["CLOCK"] = lambda: NOW
    with app.app_context():
        push_all(history, app)
        with writer_engine().connect() as connection:
            assert list(differences(connection, kinds(), quiet)) == []
        before = dump()
        with writing_core() as connection:
            rebuild(connection, kinds(), quiet)
        assert dump() == before
    dispose(app)


@given(chance=st.randoms(use_true_random=False), length=st.integers(1, 30))
def test_a_slot_row_says_what_the_fold_says(chance: random.Random, length: int) -> None:
    history = History(chance, {})
    for _ in range(length):
        chance.choice([history.tap, history.tap, history.amend])()
    records = [r for r in fold(history.ops, kinds()).values() if r.place == DOOR]
    kind = kinds()["screening"]
    for slot in SLOTS:
        here = [record for record in records if record.slot == slot]
        day, session = slot.split("/")
        row = slot_row(
            kind,
            SlotName("screening", 1, day, session),
            [
                Filler(
                    record_key(record.id), str(record.fields["outcome"].value), record.voided,
                    record.pending, bool(record.conflicts), record.observed[1],
                )
                for record in here
            ],
        )  # fmt: skip
        said = fulfilment(kind, here)
        if row is None:
            assert said.state == "due"
        else:
            assert (row["state"], row["code"]) == (said.state, said.code)
            assert row["root"] == record_key(said.record_ids[0])
            assert row["records"] == len(said.record_ids)
