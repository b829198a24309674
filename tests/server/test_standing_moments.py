"""Which standing a place has, now and at any moment, as known now or as it was known then."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server.db import db
from server.log.authoring import Draft
from server.models import Place, PRecord, PStanding
from server.projections.standings import LAST_MS
from server.standings import standing_of, standings_of
from server.store import SqlStore, current_store
from sync.days import DAY, HOUR
from sync.kinds import VOID
from sync.log import Arrival, FeedKey
from sync.ops import Op, OpParts, Value, read_op, seal
from sync.standing import Standing
from tests.conftest import Clock
from tests.people import signed_in
from tests.server.standings import CERTIFIED, case, certify, moment, step, steps
from tests.town import (
    CITY,
    COMMUNITY,
    COMPOUND,
    DOOR,
    FOREIGN_COMPOUND,
    FOREIGN_DOOR,
    STREET,
    author,
)


def now_of(app: Flask, place: str = COMPOUND) -> PStanding | None:
    """The row of the read model."""
    with app.app_context():
        asked = select(PStanding).join(Place, Place.key == PStanding.place_key)
        return db.session.scalar(asked.where(Place.id == place))


def state_now(app: Flask, place: str = COMPOUND) -> str | None:
    row = now_of(app, place)
    return row.state if row else None


def state_of(app: Flask, at: int | None = None, known_at: int | None = None) -> str:
    with app.app_context():
        return standing_of(COMPOUND, at, known_at).state


def test_a_place_where_nobody_took_a_step_has_no_row_and_no_standing(town: Flask) -> None:
    assert now_of(town) is None
    assert state_of(town) == "none"


def test_the_row_names_state_certificate_and_since_when(town: Flask) -> None:
    *_, certified = author(town, *steps())
    row = now_of(town)
    assert row is not None
    assert (row.state, row.since_at) == ("certified", moment("2020-03-06"))
    assert (row.held_from, row.cause, row.steps) == (moment("2020-03-06"), certified, 4)


def test_a_place_whose_only_step_is_taken_back_has_no_row_any_more(town: Flask) -> None:
    (taken,) = author(town, step("declare", "2020-03-05"))
    author(town, Draft("standing_step", COMPOUND, {VOID: True}, root=taken, parents=[taken]))
    assert now_of(town) is None


def test_a_case_told_by_a_phone_or_the_desk_suspends_at_once(town: Flask) -> None:
    certify(town)
    [told] = author(town, case("opened", "suspected", "2020-03-09"))
    row = now_of(town)
    assert row is not None
    assert (row.state, row.cause) == ("suspended", told)
    author(town, case("excluded", "suspected", "2020-03-12"))
    assert state_now(town) == "certified"


def test_a_case_of_another_compound_touches_nothing(town: Flask) -> None:
    certify(town)
    author(town, case("opened", "confirmed", "2020-03-09", place=FOREIGN_DOOR))
    assert state_now(town) == "certified"


def test_from_4_april_the_community_falls_with_its_compound(town: Flask) -> None:
    certify(town, COMMUNITY)
    author(town, case("opened", "confirmed", "2020-04-03", "a", place=FOREIGN_DOOR))
    author(town, case("opened", "confirmed", "2020-04-03", "b"))
    assert state_now(town, COMMUNITY) == "certified"
    author(town, case("opened", "confirmed", "2020-04-04", "c"))
    assert state_now(town, COMMUNITY) == "revoked"


def test_from_4_april_the_street_falls_too(town: Flask) -> None:
    author(
        town,
        step("declare", "2020-03-17", role="street", place=STREET),
        step("put_on_notice", "2020-03-20", role="city", place=STREET),
        step("name", "2020-03-23", role="city", place=STREET),
        case("opened", "confirmed", "2020-04-05", place=FOREIGN_DOOR),
    )
    assert state_now(town, STREET) == "revoked"


def test_a_case_told_of_late_belongs_to_the_day_it_happened(town: Flask) -> None:
    certify(town)
    late = case("opened", "confirmed", "2020-03-01")
    author(town, replace(late, at=moment("2020-03-09")))
    row = now_of(town)
    assert row is not None
    assert (row.state, row.review) == ("certified", True)


def test_what_is_written_on_a_phone_as_a_step_decides_nothing(town: Flask) -> None:
    secretary = signed_in(town, "community", COMMUNITY)
    draft = step("declare", "2020-03-05")
    forged = seal(
        OpParts(
            kind=draft.kind, version=1, nonce="0" * 11, place=COMPOUND, by=secretary.id,
            at=moment("2020-03-05"), tz=480, rec=moment("2020-03-05"), fields=draft.fields,
        )
    )  # fmt: skip
    with town.app_context():
        push(current_store(), secretary.id, read_op(forged))
        kept = db.session.scalar(select(PRecord.key).where(PRecord.kind == "standing_step"))
    assert kept is not None
    assert state_now(town) is None


def push(store: SqlStore, user: str, op: Op) -> None:
    with store.writing() as tx:
        state = tx.replica(b"p" * 16, user, None, store.now())
        feed = FeedKey(CITY, "work")
        tx.append(state.id, [Arrival(1, op.id, op.bsha, op.body, op, "accepted", feeds=(feed,))])
        tx.save(replace(state, head_n=1))


def test_another_moment_has_another_standing(town: Flask) -> None:
    certify(town)
    author(town, case("opened", "suspected", "2020-03-09"))
    assert state_of(town, at=moment("2020-03-05", 10)) == "community_checked"
    assert state_of(town, at=moment("2020-03-09", 11)) == "certified"
    assert state_of(town, at=moment("2020-03-09", 13)) == "suspended"


def test_what_was_not_known_yet_did_not_count_then(town: Flask, clock: Clock) -> None:
    clock.ms = moment("2020-03-08")
    certify(town)
    clock.ms = moment("2020-03-10")
    author(town, case("opened", "suspected", "2020-03-09"))
    clock.ms = moment("2020-03-12")
    noon = moment("2020-03-09", 18)
    assert state_of(town, at=noon) == "suspended"
    assert state_of(town, at=noon, known_at=moment("2020-03-09", 20)) == "certified"
    assert state_of(town, at=noon, known_at=moment("2020-03-07")) == "none"


@pytest.mark.parametrize("change", [{"_void": True}, {"step": "refuse"}], ids=["void", "other"])
def test_a_step_changed_later_shows_as_it_was_known_then(
    town: Flask, clock: Clock, change: dict[str, Value]
) -> None:
    clock.ms = moment("2020-03-08")
    *_, certified = author(town, *steps())
    before = live(town)
    clock.ms = moment("2020-03-10")
    amendment = Draft(
        "standing_step", COMPOUND, change, root=certified, parents=(certified,), at=clock.ms
    )
    author(town, amendment)
    after = live(town)
    assert state_now(town) != "certified"
    clock.ms = moment("2020-03-12")
    assert known(town, moment("2020-03-08")) == before
    assert known(town, moment("2020-03-10")) == after


def live(app: Flask) -> Standing:
    """How the compound stands by what is known at this moment."""
    with app.app_context():
        return standing_of(COMPOUND)


def known(app: Flask, at: int) -> Standing:
    """How it stood at a moment by what was known then, looked back at."""
    with app.app_context():
        return standing_of(COMPOUND, at, at)


def test_many_places_are_asked_in_a_fixed_number_of_statements(town: Flask) -> None:
    certify(town)
    certify(town, FOREIGN_COMPOUND)
    with town.app_context():
        found = standings_of(None, LAST_MS)
        names = {row.key: row.id for row in db.session.execute(select(Place.key, Place.id))}
    assert {names[key]: one.state for key, one in found.items()} == {
        COMPOUND: "certified",
        FOREIGN_COMPOUND: "certified",
    }


@pytest.mark.parametrize("known", ["then", "later"])
@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(chance=st.randoms(use_true_random=False), length=st.integers(1, 12))
def test_what_is_computed_later_as_of_then_is_what_stood_then(
    town: Flask, clock: Clock, known: str, chance: random.Random, length: int
) -> None:
    """Whatever arrives afterwards, `known_at` leaves it out: the stored row is what is found."""
    clock.ms += DAY
    stood: list[tuple[int, str | None]] = []
    taken: list[str] = []
    for _ in range(length):
        clock.ms += chance.randrange(1, 9 * HOUR)
        draft = _change(chance, taken) or _something(chance)
        [id] = author(town, draft)
        if draft.kind == "standing_step" and draft.root is None:
            taken.append(id)
        stood.append((clock.ms, state_now(town)))
    if known == "later":
        clock.ms += DAY
    for then, state in stood:
        with town.app_context():
            found = standing_of(COMPOUND, LAST_MS, then)
        assert found.state == state


def _change(chance: random.Random, taken: Sequence[str]) -> Draft | None:
    """Now and then one of the steps taken is struck out, taken back in or worded anew."""
    if not taken or chance.random() < 0.75:
        return None
    said: dict[str, Value] = chance.choice(
        [{"_void": True}, {"_void": False}, {"step": chance.choice(["withdraw", "certify"])}]
    )
    id = chance.choice(taken)
    return Draft("standing_step", COMPOUND, said, root=id, parents=(id,))


def _something(chance: random.Random) -> Draft:
    if chance.random() < 0.6:
        name, day, hour = chance.choice(
            [*CERTIFIED, ("withdraw", "2020-03-08", 9), ("uphold", "2020-03-08", 10)]
        )
        return step(name, day, hour)
    event = chance.choice(["opened", "excluded", "converted"])
    category = chance.choice(["confirmed", "suspected", "fever"])
    day = chance.choice(["2020-03-01", "2020-03-07", "2020-03-09"])
    return case(event, category, day, chance.choice("ab"), place=chance.choice([DOOR, COMPOUND]))
