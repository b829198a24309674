"""What the pages about the office said at a moment is answered the same ever after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask

from server.log.authoring import Draft
from sync.kinds import VOID
from tests import town as here
from tests.conftest import Clock
from tests.people import OWN_PAGE, PASSPHRASE, Person, said, signed_in
from tests.server.test_register import state, undo
from tests.server.test_roster_undo import undo as take_back
from tests.server.test_rosters import HEAD, send

API = "/api/v1"
NEW = f"{here.COMMUNITY}.3"
PAGES = (
    # First: to look at another page is itself an act.
    f"audit?place={here.COMMUNITY}",
    f"audit?place={here.COMMUNITY}&about={here.DOOR}",
    f"people?place={here.COMMUNITY}",
    f"people?place={here.COMPOUND}",
    f"places?parent={here.COMMUNITY}",
    f"places?parent={here.COMPOUND}",
    f"places?parent={here.BUILDING}",
    f"places?parent={NEW}",
    f"places?within={here.COMMUNITY}&type=compound",
    f"places?within={here.COMMUNITY}&type=household&search=1",
    f"invitations?place={here.COMMUNITY}",
    f"access?place={here.COMMUNITY}",
    f"rosters/imports?place={here.COMMUNITY}",
)
NOT_KEPT = ("last_seen_at", "held", "mine")
"""What a phone last said, and what its reader may do: left open of an earlier moment."""


def written(answer: Any) -> Any:
    assert answer.status_code in (200, 201, 204), answer.get_data(as_text=True)
    return said(answer)


def gone(person: Person, kind: str, place: str, record: str) -> Any:
    body = {"kind": kind, "place": place, "record": record}
    return written(person.post(f"{API}/register/void", body))


def places_change(me: Person) -> Iterator[Any]:
    """An area comes, is renamed, restated and goes; a building goes and comes back."""
    area = {"parent": here.BUILDING, "type": "area", "name": "垃圾点", "area_kind": "rubbish"}
    yield written(me.post(f"{API}/register/places", area))
    place = f"{here.BUILDING}.@垃圾点"
    yield state(me, "place", place, name="垃圾房", sessions=["am"])
    yield state(me, "occupancy", here.DOOR, state="vacant")
    gate = {"parent": here.COMPOUND, "type": "gate", "name": "东门"}
    yield (made := written(me.post(f"{API}/register/places", gate)))
    yield state(me, "place", made["record"].removeprefix("place/"), tags=["open"])
    yield written(me.post(f"{API}/register/places/remove", {"place": place}))
    away = written(me.post(f"{API}/register/places/remove", {"place": here.BUILDING}))
    yield away
    yield undo(me, away["ops"])
    yield state(me, "place", here.DOOR, name="101甲")
    compound = {"parent": here.COMMUNITY, "type": "compound", "name": "新小区"}
    yield written(me.post(f"{API}/register/places", compound))


def duties_change(me: Person, clock: Clock) -> Iterator[Any]:
    """Leads, grids, teams, shifts, channels and care are stated, changed, ended and undone."""
    yield state(me, "assignment", here.BUILDING, lead="王桂兰", grid="第3网格")
    changed = state(me, "assignment", here.BUILDING, lead="李建国", since_on="2020-03-10")
    yield changed
    yield undo(me, changed["ops"])
    yield gone(me, "assignment", here.BUILDING, f"assignment/{here.BUILDING}")
    yield state(me, "assignment", here.BUILDING, lead="赵四")
    grid = state(me, "grid_lead", here.COMPOUND, grid="第3网格", lead="张敏")
    team = state(me, "team", here.COMPOUND, task="gate", lead="孙五", members=["孙五"])
    yield team
    yield state(me, "team", here.COMPOUND, team["record"], members=["孙五", "周六"])
    yield gone(me, "grid_lead", here.COMPOUND, grid["record"])
    yield gone(me, "team", here.COMPOUND, team["record"])
    shift: dict[str, Any] = {
        "task": "gate",
        "who": "孙五",
        "stage": "planned",
        "started_at": clock.ms,
    }
    yield (planned := state(me, "duty_shift", here.COMPOUND, **shift))
    yield gone(me, "duty_shift", here.COMPOUND, planned["record"])
    shop = state(me, "supply_channel", here.COMPOUND, goods="food", state="open", name="中百")
    yield state(me, "supply_channel", here.COMPOUND, shop["record"], state="closed")
    yield state(me, "special_care", here.DOOR, group=["alone"], helper="吴七")


def files_change(me: Person) -> Iterator[Any]:
    """A roster is imported, changed by another and taken back; a building is generated."""
    text = HEAD + "新小区,5栋,1,1,101,赵一,13871234567,在住\n"
    yield written(send(me, "rosters", text.encode(), place=here.COMMUNITY))
    made = written(send(me, "rosters", text.replace("在住", "空户").encode(), place=here.COMMUNITY))
    yield made
    yield written(take_back(me, made))
    drawn = {"compound": NEW, "name": "6栋", "stairwells": 1, "floors": 2, "doors_per_floor": 2}
    yield written(me.post(f"{API}/buildings", drawn))


def access_changes(me: Person, town: Flask, clock: Clock) -> Iterator[Any]:
    """Somebody is invited and joins, another is not; a role and a phone are ended."""
    body = {"name": "王桂兰", "role": "building_lead", "places": [here.BUILDING]}
    made = written(me.post(f"{API}/invitations", body | {"until": "2020-04-01"}))
    yield made
    told = {"token": made["token"], "device": {"label": "红米", "platform": "Android"}}
    clock.advance(minutes=1)
    yield written(town.test_client().post(f"{API}/enrol", json=told, headers=OWN_PAGE))
    other = written(me.post(f"{API}/invitations", body | {"name": "李建国"}))
    yield other
    yield written(me.send("DELETE", f"{API}/invitations/{other['id']}"))
    people = written(me.get(f"{API}/access?place={here.COMMUNITY}"))["people"]
    joined = next(one for one in people if one["user"]["name"] == "王桂兰")
    yield written(me.send("DELETE", f"{API}/access/grants/{joined['grants'][0]['id']}"))
    yield written(me.send("DELETE", f"{API}/access/devices/{joined['devices'][0]['id']}"))


def kept(answer: Any) -> Any:
    """The answer without what is not kept."""
    for person in (*answer.get("people", ()), *answer.get("accounts", ())):
        for one in (person, *person.get("grants", ()), *person.get("devices", ())):
            for name in NOT_KEPT:
                one.pop(name, None)
    answer.pop("roles", None)
    return answer


def story(me: Person, town: Flask, clock: Clock) -> Iterator[Any]:
    yield None
    yield from places_change(me)
    yield from duties_change(me, clock)
    yield from files_change(me)
    yield from access_changes(me, town, clock)


def test_every_page_of_the_office_is_answered_ever_after_as_it_was_shown(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    then: dict[str, list[tuple[int, Any]]] = {page: [] for page in PAGES}
    for _ in story(secretary, town, clock):
        for page, shown in then.items():
            clock.advance(minutes=1)
            now = (clock.ms, said(secretary.get(f"{API}/{page}")))
            # Of equal answers the first and the last: what lies between follows.
            if len(shown) > 1 and shown[-2][1] == shown[-1][1] == now[1]:
                shown.pop()
            shown.append(now)
            clock.advance(minutes=1)
    clock.advance(days=2)
    for page, shown in then.items():
        assert len({str(was) for _, was in shown}) > 3, (page, "changes")
        for at, was in shown:
            again = secretary.get(f"{API}/{page}&known_at={at}")
            assert kept(said(again)) == kept(was), (page, at)


ACCOUNT_PAGES = (
    f"accounts?place={here.STREET}",
    f"accounts?place={here.COMMUNITY}",
    f"access?place={here.COMMUNITY}",
    f"people?place={here.COMMUNITY}",
)


def accounts_change(town: Flask, clock: Clock) -> Iterator[Any]:
    """An account is made, opened, given another end, ended, resumed, reset, closed and reopened."""

    def street() -> Person:
        """Somebody of the street who gave their passphrase just now."""
        return signed_in(town, "street", here.STREET, name="老陈")

    def choose(made: Any) -> Any:
        body = {"account": "xiao", "code": made["code"], "passphrase": PASSPHRASE}
        return town.test_client().post(f"{API}/auth/first", json=body, headers=OWN_PAGE)

    asked = {"name": "肖书记", "account": "xiao", "role": "community", "place": here.COMMUNITY}
    yield (made := written(street().post(f"{API}/accounts", asked)))
    yield written(choose(made))
    listed = written(street().get(f"{API}/accounts?place={here.STREET}"))["accounts"]
    grant = next(one for one in listed if one["account"] == "xiao")["grants"][0]["id"]
    until = {"until": "2020-04-01"}
    yield written(street().send("PUT", f"{API}/accounts/grants/{grant}", json=until))
    yield written(street().send("DELETE", f"{API}/access/grants/{grant}"))
    resumed = {"until": None}
    yield written(street().send("PUT", f"{API}/accounts/grants/{grant}", json=resumed))
    made = written(street().post(f"{API}/accounts/{made['id']}/code", {}))
    yield made
    yield written(choose(made))
    yield written(street().post(f"{API}/accounts/{made['id']}/close", {}))
    yield written(street().post(f"{API}/accounts/{made['id']}/reopen", {}))
    more = {"role": "community", "place": here.FOREIGN_COMMUNITY}
    yield written(street().post(f"{API}/accounts/{made['id']}/grants", more))
    state(signed_in(town, "community", here.COMMUNITY), "place", here.COMPOUND, name="改名小区")
    yield written(street().post(f"{API}/accounts/{made['id']}/close", {}))


def test_who_could_sign_in_at_a_desk_is_answered_ever_after_as_it_was_shown(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    reader = signed_in(town, "street", here.STREET, name="老陈")
    readers = (reader, reader, reader, secretary)
    then: list[tuple[Person, str, int, Any]] = []
    for _ in accounts_change(town, clock):
        for person, page in zip(readers, ACCOUNT_PAGES, strict=True):
            clock.advance(minutes=1)
            then.append((person, page, clock.ms, said(person.get(f"{API}/{page}"))))
            clock.advance(minutes=1)
    clock.advance(days=2)
    states = {one["state"] for _, page, _, was in then if "accounts" in page
              for one in was["accounts"]}  # fmt: skip
    assert states == {"phone", "waiting", "active", "closed"}
    for person, page, at, was in then:
        again = said(person.get(f"{API}/{page}&known_at={at}"))
        assert kept(again) == kept(was), (page, at)


TABLES = {
    "accounts": here.COMMUNITY,
    "audit": here.COMMUNITY,
    "people": here.COMMUNITY,
    "channels": here.COMMUNITY,
    "care": here.COMMUNITY,
    "roster": here.BUILDING,
    "invitations": here.COMMUNITY,
    "access": here.COMMUNITY,
    "imports": here.COMMUNITY,
}


def table(me: Person, name: str, **more: object) -> str:
    query = {"place": TABLES[name], "format": "csv", **more}
    answer = me.get(f"{API}/exports/{name}", query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_a_table_of_the_office_is_exported_ever_after_as_it_was(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    then: list[tuple[str, int, str]] = []
    steps = list(duties_change(secretary, clock)) and [
        lambda: list(access_changes(secretary, town, clock)),
        lambda: list(files_change(secretary)),
        lambda: secretary.post(f"{API}/register/places/remove", {"place": here.BUILDING}),
    ]
    for step in steps:
        for name in TABLES:
            clock.advance(minutes=1)
            then.append((name, clock.ms, table(secretary, name)))
            clock.advance(minutes=1)
        step()
    clock.advance(days=2)
    for name, at, was in then:
        assert table(secretary, name, known_at=at) == was, (name, at)
        assert len(was.splitlines()) > 1 or name in ("invitations", "accounts", "imports"), name
    names = {name for name, at, was in then if table(secretary, name, known_at=at + 1) != was}
    assert names <= {"audit"}, "an export is an act, and nothing else"


def test_what_was_not_there_yet_is_not_found_then(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    before = clock.ms
    clock.advance(minutes=1)
    compound = {"parent": here.COMMUNITY, "type": "compound", "name": "新小区"}
    written(secretary.post(f"{API}/register/places", compound))
    clock.advance(minutes=1)
    for page in (f"people?place={NEW}", f"places?parent={NEW}"):
        assert secretary.get(f"{API}/{page}").status_code == 200
        assert secretary.get(f"{API}/{page}&known_at={before}").status_code == 404


def test_nobody_looks_back_further_than_they_may_see(town: Flask, clock: Clock) -> None:
    at = clock.ms
    clock.advance(minutes=1)
    lead = signed_in(town, "building_lead", here.BUILDING)
    stranger = signed_in(town, "community", here.FOREIGN_COMMUNITY)
    for page in PAGES:
        if "places" not in page:
            assert lead.get(f"{API}/{page}&known_at={at}").status_code in (403, 404), page
        assert stranger.get(f"{API}/{page}&known_at={at}").status_code == 404, page
    assert lead.get(f"{API}/places?parent={here.COMPOUND}&known_at={at}").status_code == 404


def test_the_tree_is_looked_back_on_one_community_at_a_time(town: Flask, clock: Clock) -> None:
    at = clock.ms
    clock.advance(minutes=1)
    above = signed_in(town, "street", here.STREET)
    for query in ("type=compound&search=花园", f"within={here.STREET}&type=community"):
        assert above.get(f"{API}/places?{query}").status_code == 200
        refused = above.get(f"{API}/places?{query}&known_at={at}")
        assert refused.status_code == 422, query
    one = above.get(f"{API}/places?parent={here.COMMUNITY}&known_at={at}")
    assert {place["name"] for place in said(one)["places"]} == {"华氏儒商花园", "隔壁小区"}


def test_a_community_is_found_from_above_by_the_name_that_it_had(town: Flask, clock: Clock) -> None:
    above = signed_in(town, "street", here.STREET)
    path = f"{API}/places?type=community&within={here.STREET}&search="
    then, was = clock.ms, said(above.get(f"{path}西桥"))["places"]
    clock.advance(minutes=5)
    here.author(town, Draft("place", here.COMMUNITY, {"name": "东桥社区"}),
                Draft("place", here.FOREIGN_COMMUNITY, {VOID: True}))  # fmt: skip
    assert said(above.get(f"{path}西桥"))["places"] == []
    (found,) = said(above.get(f"{path}西桥&known_at={then}"))["places"]
    assert (found["id"], found["name"]) == (here.COMMUNITY, "西桥社区")
    assert found["path_names"] == was[0]["path_names"]
    (gone,) = said(above.get(f"{path}八达里&known_at={then}"))["places"]
    assert gone["id"] == here.FOREIGN_COMMUNITY
    other = signed_in(town, "community", here.COMMUNITY)
    every = f"{API}/places?type=community&search=社区&known_at={then}"
    assert [one["id"] for one in said(other.get(every))["places"]] == [here.COMMUNITY]
