"""What a process remembers of a compound is never told when it is no longer so."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import current_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.db import db, writing
from server.evidence import SqlEvidence, evidence_of
from server.evidence import memory as remembering
from server.evidence.live import LiveGround
from server.evidence.memory import Memory
from server.evidence.open import memory
from server.evidence.people import People
from server.log.authoring import Draft
from server.models import Account, Device, Grant, Place, Waived
from server.projections.rebuild import rebuild
from server.rules import kinds
from server.store import current_store
from sync.chain import FIRST_LINK, next_link
from sync.checklist import assess
from sync.checklist_json import assessment_to_json, opened_to_json
from sync.days import DAY, HOUR, day_of
from sync.exchange import Rules, serve
from sync.log import Grant as Granted
from sync.log import Session
from sync.ops import Op, Value, bytes_to_text
from sync.policy_file import load_policy
from sync.request import read_request
from tests.server.databases import bare_app, dispose
from tests.server.test_projections import DOORS, LIFT, History, quiet, town
from tests.store_contract import BUILDING, COMMUNITY, COMPOUND, NOW, OTHER

POLICY = load_policy("wuhan-2020-03")
ROLES = {"building_lead": BUILDING, "community": COMMUNITY, "property_staff": COMPOUND,
         "grid_worker": COMPOUND}  # fmt: skip
OPENED = ("S3.2", "S3.5", "S3.1", "D4.1", "D4.2")
NEIGHBOUR = f"{COMMUNITY}.9"  # another compound, where places come from and go to
NEXT_DOOR = f"{NEIGHBOUR}.1.1.101"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A database with two compounds, a person with every role, and a phone of theirs."""
    folder = tmp_path_factory.mktemp("template")
    with town(folder) as (_, statements):
        next_door = [
            Draft("place", NEIGHBOUR, {"type": "compound", "name": "隔壁", "parent": COMMUNITY}),
            Draft("place", f"{NEIGHBOUR}.1",
                  {"type": "building", "name": "1", "parent": NEIGHBOUR}),
            Draft("place", f"{NEIGHBOUR}.1.1",
                  {"type": "stairwell", "name": "1", "parent": f"{NEIGHBOUR}.1"}),
            Draft("place", NEXT_DOOR,
                  {"type": "household", "name": "101", "parent": f"{NEIGHBOUR}.1.1"}),
        ]  # fmt: skip
        current_store().author(next_door, "u1")
        with writing() as session:
            keys = {place.id: place.key for place in session.query(Place)}
            session.add(Device(user_key=1, label="手机", platform="x", created_at=1,
                               push_key_hash=bytes(32)))  # fmt: skip
            for role, place in ROLES.items():
                session.add(Grant(user_key=1, place_key=keys[place], role=role, valid_from=0,
                                  created_at=1))  # fmt: skip
    return folder / "six.sqlite", statements


@dataclass
class Life:
    """What happens in the compound, act by act; ``waiting`` are ops that are not yet sent."""

    chance: random.Random
    history: History
    clock: list[int]
    waiting: list[Op] = field(default_factory=list)
    sealed: int = 0
    n: int = 0
    link: bytes = FIRST_LINK

    def record(self) -> None:
        """Seal something; most of it is sent late and in another order."""
        h = self.history
        self.chance.choice([h.tap, h.tap, h.tap, h.tap, h.amend, h.amend, h.round, self.stray])()

    def tell(self) -> None:
        """Records come in, among them some that were sealed long ago."""
        for _ in range(self.chance.randrange(4)):
            self.record()
        self.push()

    def stray(self) -> None:
        """An amendment that names a record of another kind."""
        h = self.history
        if h.records:
            root = self.chance.choice(sorted(h.records))
            h.seal("disinfection", LIFT, root=root, parents=[root], fields={"note": "错"})

    def push(self) -> None:
        """Send some of what is waiting; what was sealed with it may follow much later."""
        self.waiting += self.history.ops[self.sealed :]
        self.sealed = len(self.history.ops)
        self.chance.shuffle(self.waiting)
        size = self.chance.choice([0, 1, 1, 2, 9])
        batch, self.waiting = self.waiting[:size], self.waiting[size:]
        self.exchange(batch)

    def exchange(self, ops: list[Op]) -> None:
        replica, links = bytes([7]) * 16, [self.link]
        for number, op in enumerate(ops, self.n + 1):
            links.append(next_link(replica, number, links[-1], op.bsha))
        push = {"n0": self.n + 1, "prev": bytes_to_text(self.link),
                "link": bytes_to_text(links[-1]), "ops": [op.body for op in ops]}  # fmt: skip
        self.n, self.link = self.n + len(ops), links[-1]
        raw = {"proto": 1, "replica": bytes_to_text(replica), "sealed": self.n, "sv": 0, "cur": {},
               "sent": self.clock[0], "push": push if ops else None}  # fmt: skip
        granted = [Granted(place, role, 0) for role, place in ROLES.items()]
        answer = serve(
            current_store(), read_request(raw), Session("u1", 1, granted), Rules(kinds())
        )
        assert answer["push_err"] is None

    def state(self) -> None:
        """The desk says who lives somewhere, renames, moves or takes away a place."""
        door = self.chance.choice([*DOORS, NEXT_DOOR])
        occupancy: dict[str, Value] = {
            "state": self.chance.choice(["occupied", "vacant", "unknown"])
        }
        drafts = [
            Draft("occupancy", door, occupancy),
            Draft("occupancy", door, occupancy),
            Draft("place", door, {"name": self.chance.choice("甲乙丙")}),
            Draft("place", LIFT, {"name": self.chance.choice("甲乙丙")}),
            Draft("place", door, {"parent": self.chance.choice(
                [f"{BUILDING}.1", f"{OTHER}.1", f"{NEIGHBOUR}.1.1"])}),
            Draft("place", f"{NEIGHBOUR}.1",
                  {"parent": self.chance.choice([COMPOUND, NEIGHBOUR])}),
            Draft("place", LIFT, {"sessions": ["am"] if self.chance.random() < 0.5 else []}),
        ]  # fmt: skip
        current_store().author([self.chance.choice(drafts)], "u1")

    def grant(self) -> None:
        """Somebody is granted a role, is called otherwise, or a criterion is set aside."""
        with writing() as session:
            compound = session.query(Place).filter_by(id=COMPOUND).one().key
            person = session.query(Account).filter_by(key=1).one()
            person.name = self.chance.choice("王李张")
            since, until = self.clock[0] - DAY, self.clock[0] + HOUR
            session.add(Grant(user_key=1, place_key=compound, role="building_lead", created_at=1,
                              valid_from=since, valid_to=until))  # fmt: skip
            session.add(Waived(compound_key=compound, criterion=self.chance.choice(OPENED),
                               reason="停电", from_on="2020-03-09", until_on="2020-03-10",
                               by_user=1, created_at=1))  # fmt: skip

    def wait(self) -> None:
        """Time goes by: sessions end, limits pass, days change."""
        self.clock[0] += self.chance.choice([1, HOUR, 5 * HOUR, DAY])

    def remake(self) -> None:
        """The read models are made anew."""
        with writing() as session:
            rebuild(session.connection(), kinds(), quiet)


def judged(evidence: SqlEvidence, day: str) -> list[Any]:
    """The checklist and some of it opened, with every record that was asked for."""
    assessment = assess(POLICY, evidence, day)
    return [
        assessment_to_json(assessment),
        *(opened_to_json(assessment, criterion, 0, 50) for criterion in OPENED),
    ]


def anew(known: SqlEvidence) -> SqlEvidence:
    """The same evidence asked from the rows alone."""
    connection = db.session.connection()
    live = LiveGround(connection, known.key)
    people = People(connection, known.key, live.site)
    return SqlEvidence(
        live, people, known.kinds, known.key, known.known_at, known.names, known.waivers_kept
    )


def compare(minds: list[Memory], chance: random.Random, now: int) -> None:
    """What one of two processes tells equals what the rows say; the other falls behind."""
    current_app.extensions["six_evidence"] = chance.choice(minds)
    compound = chance.choice([COMPOUND, COMPOUND, COMPOUND, NEIGHBOUR])
    assert_agree(compound, day_of(now - chance.choice([0, 0, DAY])))


def assert_agree(compound: str, day: str) -> None:
    """What is remembered of a compound says the same as its rows."""
    db.session.rollback()
    known = evidence_of(compound)
    assert known is not None
    assert judged(known, day) == judged(anew(known), day)


@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(chance=st.randoms(use_true_random=False), length=st.integers(8, 24))
def test_what_is_remembered_equals_what_is_judged_from_scratch(
    template: tuple[Path, dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
    chance: random.Random,
    length: int,
) -> None:
    folder, clock = tmp_path_factory.mktemp("life"), [NOW]
    shutil.copy(template[0], folder / "six.sqlite")
    app = bare_app("sqlite", folder)
    app.config["CLOCK"], app.config["POLICY"] = lambda: clock[0], POLICY.id
    life = Life(chance, History(chance, template[1]), clock)
    acts: list[Callable[[], None]] = [
        *[life.tell] * 5, *[life.state] * 4, life.grant, life.wait, life.remake,
    ]  # fmt: skip
    with app.app_context():
        minds = [Memory(), Memory()]
        for _ in range(20):
            life.record()
        life.push()
        compare(minds, chance, clock[0])
        for _ in range(length):
            chance.choice(acts)()
            compare(minds, chance, clock[0])
    dispose(app)


@pytest.fixture
def life(template: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Life]:
    shutil.copy(template[0], tmp_path / "six.sqlite")
    app = bare_app("sqlite", tmp_path)
    clock = [NOW]
    app.config["CLOCK"], app.config["POLICY"] = lambda: clock[0], POLICY.id
    chance = random.Random(1)
    with app.app_context():
        yield Life(chance, History(chance, template[1]), clock)
    dispose(app)


def ask() -> set[Any]:
    """Judge the compound; return all the answers that are remembered then."""
    db.session.rollback()
    known = evidence_of(COMPOUND)
    assert known is not None
    judged(known, day_of(NOW))
    held = memory().recall(db.session.connection(), LiveGround(db.session.connection(), known.key),
                           kinds())  # fmt: skip
    return {(key, id(kept)) for key, kept in held.kept.items()}


def test_one_more_record_asks_again_only_for_its_own_kind_and_day(life: Life) -> None:
    life.exchange([])
    before = ask()
    life.history.tap()
    op = life.history.ops[-1]
    life.exchange([op])
    renewed = {key for key, _ in before - ask()}
    day = (op.slot or "").split("/")[0]
    assert renewed
    for name, asked in renewed:
        assert "screening" in asked.kinds, name
        assert asked.since <= day <= asked.until, (name, asked)


def test_what_is_remembered_stays_small_and_right(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "ROWS", 12)
    for _ in range(6):
        life.history.tap()
        life.exchange([life.history.ops[-1]])
        compare([memory()], life.chance, NOW)
        ask()
        assert all(of.rows <= 12 + 1 for of in memory()._of.values())


def test_a_door_that_falls_vacant_is_no_longer_counted(life: Life) -> None:
    life.exchange([])
    life.history.chance = random.Random(3)
    for _ in range(12):
        life.history.tap()
    life.exchange(life.history.ops)
    for state in ("occupied", "vacant", "occupied"):
        for door in DOORS:
            current_store().author([Draft("occupancy", door, {"state": state})], "u1")
            assert_agree(COMPOUND, day_of(NOW))


def test_a_record_that_turns_out_to_be_of_another_kind_is_no_longer_what_it_was(
    life: Life,
) -> None:
    life.history.tap()
    life.stray()
    opening, stray = life.history.ops
    for op in (stray, opening):
        life.exchange([op])
        assert_agree(COMPOUND, day_of(NOW))


def test_a_record_that_is_corrected_is_not_counted_twice(life: Life) -> None:
    life.exchange([])
    life.history.tap()
    opening = life.history.ops[-1]
    correct = life.history.seal(
        "screening", opening.place, root=opening.id, parents=[opening.id], fields={"note": "改"}
    )
    for op in (opening, correct):
        life.exchange([op])
        assert_agree(COMPOUND, day_of(NOW))
