"""Nobody grants more than their role may, nor beyond their place: roles × places, drawn at random.

What is expected is worked out here a second time, from ids alone, and not from the server's rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, product
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server import problems
from server.auth import Actor, read_grants
from server.config import now_ms
from server.db import db, refresh_reads, writing
from server.models import Place
from server.people import accounts, desk_accounts
from server.people.granting import check_places, held_elsewhere, is_mine
from server.roles import DESK_ROLES, PLACES_OF_ROLE, ROLES
from tests.conftest import standing_town
from tests.people import Person, signed_in
from tests.server.homes import HOME, lies_within
from tests.town import BUILDING, CITY, COMMUNITY, COMPOUND, DISTRICT, FOREIGN_COMMUNITY, STREET

PLACES = (CITY, DISTRICT, STREET, COMMUNITY, FOREIGN_COMMUNITY, COMPOUND, BUILDING)
TYPES = ("city", "district", "street", "community", "community", "compound", "building")
FIELD = {"building_lead", "grid_worker", "property_staff"}
GRANTS = {
    "community": FIELD,
    "street": {"community"} | FIELD,
    "district": {"street"},
    "city": {"district"},
    "operator": {"community", "street", "district", "city"} | FIELD,
}
HELD = [
    (role, place)
    for role in ROLES
    for place, type in zip(PLACES, TYPES, strict=True)
    if type in PLACES_OF_ROLE[role]
] + [("operator", None)]
Held = tuple[str, str | None]
numbers = count()


def may_grant(held: Sequence[Held], role: str, place: str | None) -> bool:
    return place is not None and any(
        role in GRANTS.get(own, ()) and lies_within(place, home) for own, home in held
    )


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with standing_town(tmp_path_factory.mktemp("town"), TESTING=True) as app:
        yield app


@pytest.fixture(scope="module")
def inside(town: Flask) -> Iterator[None]:
    """For calling the rules themselves; requests have contexts of their own."""
    with town.app_context():
        yield


def somebody(held: Sequence[Held], invited: bool = False) -> Actor:
    """A new account with these roles; none, only the roles, for who came in by an invitation."""
    with writing() as session:
        name = None if invited else f"a{next(numbers)}"
        person = accounts.add_person(session, "某某", name)
        for role, place in held:
            accounts.add_grants(session, person, role, [place])
    refresh_reads()
    grants = read_grants(person.key, now_ms())
    return Actor(person.key, person.name, person.account, 0, 0, grants)


def outcome(act: Any, *said: Any) -> str:
    try:
        act(*said)
    except problems.Problem as problem:
        return problem.code
    return "done"


some = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
roles_held = st.lists(st.sampled_from(HELD), min_size=0, max_size=3, unique=True)


@pytest.mark.parametrize("own", HOME)
def test_every_role_makes_what_it_may_and_nothing_else(town: Flask, own: str) -> None:
    person: Person = signed_in(town, own, HOME[own])
    for role, (place, type) in product(ROLES, zip(PLACES, TYPES, strict=True)):
        asked = {"name": "某某", "account": f"m{next(numbers)}", "role": role, "place": place}
        answer = person.post("/api/v1/accounts", asked)
        allowed = (
            role in DESK_ROLES
            and type in PLACES_OF_ROLE[role]
            and may_grant([(own, HOME[own])], role, place)
        )
        assert (answer.status_code == 201) == allowed, (own, role, place, answer.data)
        assert allowed or answer.status_code in (403, 404, 422)


@some
@given(held=roles_held)
def test_a_role_is_granted_exactly_where_one_own_grant_covers_both(
    inside: None, held: list[Held]
) -> None:
    actor = somebody(held)
    rows = {row.id: row for row in db.session.scalars(select(Place).where(Place.id.in_(PLACES)))}
    for role, (place, type) in product(ROLES, zip(PLACES, TYPES, strict=True)):
        expected = may_grant(held, role, place)
        assert is_mine(actor, role, rows[place]) == expected, (held, role, place)
        allowed = outcome(check_places, actor, role, [place]) == "done"
        assert allowed == (expected and type in PLACES_OF_ROLE[role]), (held, role, place)
    assert not is_mine(actor, "operator", None)


@some
@given(held=roles_held, theirs=roles_held)
def test_nobody_comes_in_as_one_whose_every_role_is_not_theirs_to_grant(
    inside: None, held: list[Held], theirs: list[Held]
) -> None:
    actor, person = somebody(held), somebody(theirs)
    whole = all(may_grant(held, *one) for one in theirs)
    assert (person.key in held_elsewhere(actor, {person.key})) == (not whole)
    desk = any(role in DESK_ROLES for role, _ in theirs)
    allowed = whole and desk
    for act in (desk_accounts.reset, desk_accounts.close):
        said = outcome(act, actor, person.id)
        assert (said == "done") == allowed, (held, theirs, act.__name__, said)
        assert allowed or said in ("not_found", "forbidden")
    guest = somebody(theirs, invited=True)
    said = outcome(desk_accounts.give_account, actor, guest.id, f"g{next(numbers)}")
    assert said == "done" if allowed else said in ("not_found", "forbidden"), (held, theirs)
    assert outcome(desk_accounts.reset, actor, actor.id) in ("not_found", "forbidden"), (
        "not oneself"
    )
