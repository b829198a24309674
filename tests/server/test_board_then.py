"""What board, phones and checklist showed at a moment is answered the same ever after."""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.board.answers import board_to_json
from server.board.session import moment_of, read_board
from server.db import db, writing
from server.evidence import evidence_of
from server.log.authoring import Draft
from server.models import Account, Grant, Place
from server.phones.replicas import list_phones
from server.phones.then import list_phones_then
from server.records.earlier import CLOSED, ENDS, keep
from server.store import current_store
from sync.checklist import assess
from sync.checklist_json import assessment_to_json
from sync.days import DAY, HOUR, MINUTE, day_of
from sync.kinds import VOID
from tests.server.databases import bare_app, dispose
from tests.server.test_projections import DOORS, LIFT, History
from tests.server.test_remembered import POLICY, Life, template
from tests.store_contract import COMMUNITY, COMPOUND, NOW

__all__ = ["template"]
KEPT = ("id", "places", "drained_at", "state", "received")


def restate(life: Life) -> None:
    """The desk says who lives somewhere, renames a place, or takes it off the list and back."""
    chance = life.chance
    door = chance.choice(DOORS)
    drafts = [
        Draft("occupancy", door, {"state": chance.choice(["occupied", "vacant", "unknown"])}),
        Draft("place", door, {"name": chance.choice("甲乙丙")}),
        Draft("place", LIFT, {"sessions": ["am"] if chance.random() < 0.5 else []}),
        Draft("place", door, {VOID: chance.random() < 0.7}),
    ]
    current_store().author([chance.choice(drafts)], "u1")


def regrant(life: Life) -> None:
    """The office lets a role end earlier, later or never, or closes an account or opens it."""
    chance, now = life.chance, life.clock[0]
    with writing() as session:
        grant = chance.choice(session.query(Grant).order_by(Grant.key).all())
        keep(session, ENDS, grant.key, grant.valid_to)
        grant.valid_to = chance.choice([None, now, now - HOUR, now + 5 * HOUR])
        if chance.random() < 0.3:
            account = session.get_one(Account, grant.user_key)
            if account.disabled_at is not None:
                keep(session, CLOSED, account.key, account.disabled_at)
            account.disabled_at = None if account.disabled_at else now


def shown(known_at: int | None, now: int) -> dict[str, Any]:
    """What the screens show: now where no moment is given."""
    db.session.rollback()
    place = db.session.query(Place).filter_by(id=COMMUNITY).one()
    found: dict[str, Any] = {}
    for day, session in ((None, None), ("2020-03-10", "am"), ("2020-03-09", "pm")):
        board = board_to_json(read_board(place, moment_of(day, session, known_at)))
        found[f"board {day} {session}"] = board
    phones = list_phones(place) if known_at is None else list_phones_then(place, known_at)
    found["phones"] = [
        {name: phone.get(name) for name in KEPT} | {"who": phone["user"]["id"]}
        for phone in phones["phones"]
        # Now it lists those, too, that are out of use or whose duties have ended.
        if phone["state"] != "revoked" and phone["places"]
    ]
    evidence = evidence_of(COMPOUND, known_at)
    assert evidence is not None
    assessment = assess(POLICY, evidence, day_of(now))
    found["checklist"] = assessment_to_json(assessment)
    return found


def lived(
    life: Life, length: int, acts: Sequence[Callable[[], None]], read: Callable[[int | None], Any]
) -> Iterator[tuple[int, Any, Any]]:
    """Live through some acts, looking after each; a day later yield what a look said, and says."""
    chance, clock, then = life.chance, life.clock, []
    for _ in range(length):
        clock[0] += chance.choice([MINUTE, 7 * MINUTE, HOUR, 5 * HOUR])
        for _ in range(chance.randrange(4)):
            chance.choice(acts)()
        then.append((clock[0], read(None)))
        clock[0] += MINUTE
    clock[0] += DAY
    for at, was in then:
        yield at, was, read(at)


@contextmanager
def born(
    template: tuple[Path, dict[str, str]], folder: Path, chance: random.Random
) -> Iterator[Life]:
    """A place whose life begins where the template ends, on a clock of its own."""
    clock = [NOW]
    shutil.copy(template[0], folder / "six.sqlite")
    app = bare_app("sqlite", folder)
    app.config["CLOCK"], app.config["POLICY"] = lambda: clock[0], POLICY.id
    with app.app_context():
        yield Life(chance, History(chance, template[1]), clock)
    dispose(app)


@settings(
    max_examples=10, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(chance=st.randoms(use_true_random=False), length=st.integers(4, 12))
def test_a_moment_is_answered_ever_after_as_it_was_shown(
    template: tuple[Path, dict[str, str]],
    tmp_path_factory: Any,
    chance: random.Random,
    length: int,
) -> None:
    with born(template, tmp_path_factory.mktemp("then"), chance) as life:
        acts: list[Callable[[], None]] = [*[life.tell] * 4, *[lambda: restate(life)] * 2]
        acts += [lambda: regrant(life)] * 2
        for at, was, found in lived(life, length, acts, lambda at: shown(at, at or life.clock[0])):
            assert found == was, at
