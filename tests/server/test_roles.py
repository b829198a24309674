"""Every route × role × place: who gets in, generated from the routes themselves.

What is expected is worked out here a second time, from ids alone, and not from the server's query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from server.db import writing
from server.log.authoring import Draft
from server.models import Grant
from server.roles import PLACES_OF_ROLE, ROLE_STREAMS, ROLES, ROUTES, Permission
from tests.conftest import MORNING, standing_town
from tests.people import Person, said, signed_in
from tests.server.asking import API, Case, get, post, upload
from tests.server.homes import HOME, lies_within
from tests.town import (
    BUILDING,
    CITY,
    COMMUNITY,
    COMPOUND,
    DISTRICT,
    DOOR,
    FOREIGN_COMMUNITY,
    FOREIGN_COMPOUND,
    FOREIGN_DOOR,
    LIFT,
    SIBLING_COMPOUND,
    SIBLING_DOOR,
    STREET,
    author,
)

DOORS = (DOOR, SIBLING_DOOR, FOREIGN_DOOR)
COMPOUNDS = (COMPOUND, SIBLING_COMPOUND, FOREIGN_COMPOUND)
COMMUNITIES = (COMMUNITY, FOREIGN_COMMUNITY)
ANYWHERE = (COMPOUND, COMMUNITY, FOREIGN_COMMUNITY, STREET)
NOWHERE = ("",)
Answers = list[tuple[str, TestResponse]]
CANARY, CANARY_PHONE = "金丝雀在此", "13900007777"
SEES_PERSONS = {"building_lead", "grid_worker", "community"}


def invitation(place: str) -> dict[str, Any]:
    role = "property_staff" if place.count(".") == 1 else "community"
    return {"name": "某某", "role": role, "places": [place]}


def account(place: str) -> dict[str, Any]:
    return {"name": "某某", "account": f"desk{place}", "role": "community", "place": place}


def drawing(place: str) -> dict[str, Any]:
    return {"compound": place, "name": "9栋", "stairwells": 1, "floors": 1, "doors_per_floor": 1}


def noted(place: str) -> dict[str, Any]:
    return {"place": place, "note": "来得晚了"}


CASES: Mapping[str, Case] = {
    "me.show": Case(NOWHERE, get("/me")),
    "catalogue.show": Case(NOWHERE, get("/catalogue")),
    "rules.show": Case(NOWHERE, get("/rules?known_at=1583800000000")),
    "exchange.heads": Case(NOWHERE, get("/exchange/heads")),
    "exchange.exchange": Case(NOWHERE, post("/exchange", lambda _: {})),
    "exchange.check": Case(NOWHERE, post("/exchange/check", lambda _: {})),
    "board.show": Case((*COMPOUNDS, *COMMUNITIES), get("/board?place={place}")),
    "board.days": Case(
        (*COMPOUNDS, *COMMUNITIES), get("/board/days?place={place}&kind=disinfection")),
    "missed.index": Case((*COMPOUNDS, *COMMUNITIES), get("/missed?place={place}")),
    "missed.show": Case(
        (BUILDING, LIFT), get("/missed/round?place={place}&day=2020-03-09&session=am")),
    "missed.explain": Case(
        (BUILDING, LIFT),
        post("/missed/explanations", lambda place: {
            "place": place, "day": "2020-03-09", "session": "am", "reason": "停电"})),
    "doors.history": Case(DOORS, get("/doors/{place}/history")),
    "replicas.index": Case(ANYWHERE, get("/replicas?place={place}")),
    "rescues.preview": Case(NOWHERE, upload("/rescues/preview")),
    "rescues.create": Case(NOWHERE, upload("/rescues")),
    "checklist.show": Case(COMPOUNDS, get("/checklist?compound={place}&day=2020-03-09")),
    "checklist.criterion": Case(
        COMPOUNDS, get("/checklist/S3.1?compound={place}&day=2020-03-09")),
    "zero.show": Case(COMPOUNDS, get("/zero?compound={place}&day=2020-03-09")),
    "gates.watch": Case(COMPOUNDS, get("/gates/watch?place={place}")),
    "since.show": Case(COMPOUNDS, get("/since?place={place}&known_at=1583800000000")),
    "standings.show": Case((*COMPOUNDS, *COMMUNITIES, STREET), get("/standings?place={place}")),
    "standings.take": Case(
        COMPOUNDS,
        post("/standings", lambda place: {"place": place, "step": "certify", "seen": 0})),
    "standings.certificate": Case(COMPOUNDS, get("/standings/certificate?place={place}")),
    "standings.waiting": Case(ANYWHERE, get("/standings/waiting?place={place}")),
    "waivers.index": Case(COMPOUNDS, get("/waivers?compound={place}")),
    "waivers.create": Case(
        COMPOUNDS,
        post("/waivers", lambda place: {
            "compound": place, "criterion": "S9.9", "reason": "没有", "until": "2020-03-12"})),
    "waivers.end": Case(
        ("w99999",), lambda person, id: person.send("DELETE", f"{API}/waivers/{id}")),
    "rollup.show": Case((*COMMUNITIES, STREET), get("/rollup?place={place}")),
    "rollup.places": Case(COMMUNITIES, get("/rollup/places?place={place}&which=free")),
    "rounds.index": Case((*COMMUNITIES, STREET), get("/rounds?place={place}")),
    "rounds.show": Case(("999",), get(f"/rounds/{{place}}?place={COMMUNITY}")),
    "rounds.create": Case((DISTRICT, CITY), post("/rounds", lambda place: {"place": place})),
    "rounds.add": Case(
        (DISTRICT, CITY), post("/rounds/999/amendments", noted)),
    "records.index": Case((*COMPOUNDS, *COMMUNITIES), get("/records?place={place}")),
    "records.show": Case(
        (f"occupancy/{DOOR}", f"place/{LIFT}", f"contact/{DOOR}"), get("/records/{place}")),
    "events.index": Case(ANYWHERE[:3], get("/events?place={place}")),
    "exports.index": Case((*COMPOUNDS, *COMMUNITIES), get("/exports?place={place}")),
    "exports.show": Case(
        (*COMPOUNDS, *COMMUNITIES), get("/exports/disinfection?place={place}&format=csv")),
    "people.show": Case((*COMPOUNDS, *COMMUNITIES), get("/people?place={place}")),
    "register.state": Case(
        COMPOUNDS,
        post("/register", lambda place: {
            "kind": "team", "place": place, "fields": {"task": "gate", "lead": "某某"}})),
    "register.void": Case(
        ("team/x",),
        post("/register/void", lambda id: {"kind": "team", "place": "x", "record": id})),
    "register.undo": Case(("AAAA",), post("/register/undo", lambda id: {"ops": [id]})),
    "register.add_place": Case(
        COMPOUNDS, post("/register/places", lambda place: {
            "parent": place, "type": "area", "name": "岗亭"})),
    "register.remove_place": Case(
        ("x",), post("/register/places/remove", lambda id: {"place": id})),
    "audit.index": Case(ANYWHERE[:3], get("/audit?place={place}")),
    "cards.show": Case(COMPOUNDS, get("/cards?place={place}&kind=area")),
    "access.index": Case(ANYWHERE, get("/access?place={place}")),
    "access.stray_records": Case((STREET,), get("/access/strays?place={place}")),
    "access.end_grant": Case(
        ("g99999",), lambda person, id: person.send("DELETE", f"{API}/access/grants/{id}")),
    "access.end_device": Case(
        ("d99999",), lambda person, id: person.send("DELETE", f"{API}/access/devices/{id}")),
    "auth.confirm": Case(NOWHERE, post("/auth/confirm", lambda _: {"passphrase": "x"})),
    "me.change_passphrase": Case(
        NOWHERE, post("/me/passphrase", lambda _: {"old": "x", "new": "x"})),
    "me.choose_account": Case(
        NOWHERE, post("/me/account", lambda _: {"account": "x", "passphrase": "x"})),
    "accounts.index": Case(ANYWHERE, get("/accounts?place={place}")),
    "accounts.create": Case((COMMUNITY, FOREIGN_COMMUNITY), post("/accounts", account)),
    "accounts.add_role": Case(("u99999",), post("/accounts/{place}/grants", lambda _: {
        "role": "community", "place": COMMUNITY})),
    "accounts.change_end": Case(
        ("g99999",), lambda person, id: person.send(
            "PUT", f"{API}/accounts/grants/{id}", json={"until": None})),
    "accounts.give_account": Case(
        ("u99999",), post("/accounts/{place}/account", lambda _: {"account": "neu"})),
    "accounts.reset": Case(("u99999",), post("/accounts/{place}/code", lambda _: {})),
    "accounts.close": Case(("u99999",), post("/accounts/{place}/close", lambda _: {})),
    "accounts.reopen": Case(("u99999",), post("/accounts/{place}/reopen", lambda _: {})),
    "matters.index": Case((*COMPOUNDS, *COMMUNITIES), get("/matters?place={place}")),
    "cases.index": Case((*COMPOUNDS, *COMMUNITIES), get("/cases?place={place}")),
    "cases.temperatures": Case(
        (*COMPOUNDS, *COMMUNITIES), get("/cases/temperatures?place={place}")
    ),
    "cases.create": Case(DOORS, post("/cases", lambda place: {
        "place": place, "category": "fever", "event": "opened", "happened_on": "2020-03-10"})),
    "spot_samples.index": Case(COMPOUNDS, get("/spot-samples?place={place}")),
    "spot_samples.create": Case(COMPOUNDS, post("/spot-samples", lambda place: {
        "place": place, "day": "2020-03-10"})),
    "spot_checks.create": Case(DOORS, post("/spot-checks", lambda place: {
        "place": place, "sample": "A" * 22, "outcome": "agrees"})),
    "matters.settle": Case(
        (f"occupancy/{DOOR}", f"occupancy/{FOREIGN_DOOR}"),
        post("/matters/settle", lambda id: {"records": [id], "heads": ["x"], "take": None})),
    "matters.reopen": Case(
        (f"occupancy/{DOOR}", f"occupancy/{FOREIGN_DOOR}"),
        post("/matters/reopen", lambda id: {"records": [id], "ops": ["x"]})),
    "matters.decide": Case(
        ("A" * 22,), post("/matters/decide", lambda id: {
            "place": COMMUNITY, "ops": [id], "decision": "admit"})),
    "matters.amend": Case(
        (f"occupancy/{DOOR}", f"occupancy/{FOREIGN_DOOR}"),
        post("/matters/amend", lambda id: {
            "record": id, "heads": ["x"], "fields": {"people": 2}})),
    "matters.see": Case(
        COMMUNITIES, post("/matters/seen", lambda place: {"place": place, "matters": ["late:x"]})),
    "invitations.index": Case(ANYWHERE, get("/invitations?place={place}")),
    "invitations.create": Case(COMPOUNDS, post("/invitations", invitation)),
    "invitations.withdraw": Case(
        ("i999",), lambda person, id: person.send("DELETE", f"{API}/invitations/{id}")),
    "places.index": Case(ANYWHERE, get("/places?parent={place}")),
    "places.preview": Case(NOWHERE, upload("/places/preview")),
    "places.create": Case(NOWHERE, upload("/places")),
    "rosters.preview": Case(COMMUNITIES, upload("/rosters/preview")),
    "rosters.preview_table": Case(COMMUNITIES, upload("/rosters/preview/table")),
    "rosters.apply": Case(COMMUNITIES, upload("/rosters")),
    "rosters.undo": Case(
        ("A" * 22,), post("/rosters/undo", lambda id: {"first": id, "records": 1})
    ),
    "rosters.preview_taking_back": Case(
        ("A" * 22,), post("/rosters/undo/preview", lambda id: {"first": id, "records": 1})
    ),
    "rosters.list_all": Case(COMMUNITIES, get("/rosters/imports?place={place}")),
    "rosters.template": Case(NOWHERE, get("/rosters/template?format=csv")),
    "buildings.preview": Case(COMPOUNDS, post("/buildings/preview", drawing)),
    "buildings.create": Case(COMPOUNDS, post("/buildings", drawing)),
}  # fmt: skip
# What a route says when the caller's role may do it elsewhere, or to somebody else.
NONE_SUCH = {
    "invitations.withdraw", "register.void", "register.undo", "register.remove_place",
    "rosters.undo", "rosters.preview_taking_back",
    "access.end_grant", "access.end_device", "matters.decide", "accounts.add_role",
    "accounts.change_end", "accounts.give_account", "accounts.reset", "accounts.close",
    "accounts.reopen",
    "waivers.end", "standings.certificate", "rounds.show", "rounds.add",
}  # fmt: skip
BEYOND = {name: {403, 404} for name in (
    "invitations.create", "accounts.create", "standings.take", "rosters.preview_table",
)}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One town for the whole table: only the table's own writes change it."""
    with standing_town(tmp_path_factory.mktemp("town"), TESTING=True) as app:
        canary: dict[str, Any] = {
            "note": CANARY,
            "who": CANARY,
            "outcome": "normal",
            "method": "door",
        }
        author(
            app,
            Draft("occupancy", DOOR, {"state": "occupied"}),
            Draft("contact", DOOR, {"head": CANARY, "phone": CANARY_PHONE}),
            Draft("screening", DOOR, canary, slot="2020-03-10/am"),
        )
        yield app


@pytest.fixture(scope="module")
def people(town: Flask) -> dict[str, Person]:
    return {role: signed_in(town, role, home) for role, home in HOME.items()}


@pytest.fixture(scope="module")
def answers(people: dict[str, Person]) -> Callable[[str, str], Answers]:
    """What a role is answered by a route, place by place: asked once for every test of it."""

    @cache
    def ask(role: str, endpoint: str) -> Answers:
        case = CASES[endpoint]
        found = []
        for place in case.places:
            answer = case.call(people[role], place)
            answer.get_data()  # what is streamed is read to its end before anything else is asked
            found.append((place, answer))
        return found

    return ask


@pytest.fixture(scope="module")
def formers(town: Flask) -> dict[str, Person]:
    """The same people, whose grants ended an hour ago."""
    found = {role: signed_in(town, role, home, name="former") for role, home in HOME.items()}
    keys = [int(person.id[1:]) for person in found.values()]
    with town.app_context(), writing() as session:
        ended = {"valid_from": MORNING - 7_200_000, "valid_to": MORNING - 3_600_000}
        session.execute(update(Grant).where(Grant.user_key.in_(keys)).values(ended))
    return found


def may_see(endpoint: str, role: str, place: str) -> bool:
    if endpoint in NONE_SUCH:
        return False  # there is no such thing; real ones are ended in their own tests
    if place.startswith("contact/") and role in ("district", "city"):
        return False  # a person's record goes no higher than the street
    return place == NOWHERE[0] or lies_within(place, HOME[role])


def test_every_route_stands_in_the_table_and_in_this_one(town: Flask) -> None:
    endpoints = {rule.endpoint for rule in town.url_map.iter_rules()}
    assert endpoints == set(ROUTES)
    public = {name for name, permission in ROUTES.items() if permission is Permission.PUBLIC}
    assert set(CASES) == endpoints - public


def test_every_role_has_a_home_and_places_to_be_granted_at() -> None:
    assert set(HOME) == set(ROLES) == set(PLACES_OF_ROLE)
    assert set(ROLE_STREAMS) <= set(ROLES)


@pytest.mark.parametrize("role", HOME)
@pytest.mark.parametrize("endpoint", CASES)
def test_a_role_gets_in_at_its_own_places_and_nowhere_else(
    answers: Callable[[str, str], Answers], endpoint: str, role: str
) -> None:
    permission = ROUTES[endpoint]
    for place, answer in answers(role, endpoint):
        where = f"{role} {endpoint} {place}: {answer.data[:200]!r}"
        if not has(role, permission):
            assert (answer.status_code, said(answer)["code"]) == (403, "forbidden"), where
        elif may_see(endpoint, role, place):
            allowed = answer.status_code < 500 and answer.status_code not in (401, 404)
            assert allowed, where
            assert answer.status_code != 403 or endpoint in BEYOND, where
        else:
            assert answer.status_code in BEYOND.get(endpoint, {404}), where


def has(role: str, permission: Permission) -> bool:
    """Routes that ask for a sign-in only ask nothing of a role."""
    if permission in (Permission.SIGNED_IN, Permission.PUSH):
        return True
    return permission in ROLES[role]


@pytest.mark.parametrize("endpoint", CASES)
def test_an_ended_grant_opens_nothing(formers: dict[str, Person], endpoint: str) -> None:
    case = CASES[endpoint]
    asks_a_role = ROUTES[endpoint] not in (Permission.SIGNED_IN, Permission.PUSH)
    for role, person in formers.items():
        for place in case.places:
            answer = case.call(person, place)
            if asks_a_role:
                assert answer.status_code == 403, f"{role} {endpoint} {place}"
            else:
                assert answer.status_code not in (401, 403), f"{role} {endpoint} {place}"


@pytest.mark.parametrize("endpoint", CASES)
def test_nobody_gets_in_without_signing_in(town: Flask, endpoint: str) -> None:
    case = CASES[endpoint]
    stranger = Person("", town.test_client(), "")
    stranger.access = "x"
    for place in case.places:
        assert case.call(stranger, place).status_code == 401, f"{endpoint} {place}"


def test_another_verb_is_told_which_verbs_there_are(people: dict[str, Person]) -> None:
    answer = people["community"].send("PUT", f"{API}/board")
    assert (answer.status_code, said(answer)["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("role", HOME)
def test_what_is_said_of_a_person_reaches_only_who_needs_it(
    answers: Callable[[str, str], Answers], role: str
) -> None:
    seen = set()
    for endpoint in CASES:
        for _, answer in answers(role, endpoint):
            text = answer.data.decode(errors="replace")
            if CANARY in text or CANARY_PHONE in text:
                seen.add(endpoint)
    allowed = {"doors.history", "records.show"} if role in SEES_PERSONS else set()
    assert seen <= allowed, f"{role}: {seen}"
    assert seen or role not in SEES_PERSONS
