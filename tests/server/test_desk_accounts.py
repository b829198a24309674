"""Desk accounts made at a desk: the code, the first sign-in, closing, and who may do it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from server.db import writing
from server.models import Account, Grant
from server.people import accounts
from tests import town as here
from tests.conftest import Clock
from tests.people import OWN_PAGE, PASSPHRASE, Person, add_account, said, signed_in
from tests.people import signed_in_at_the_desk as at_the_desk

ACCOUNTS, AUTH = "/api/v1/accounts", "/api/v1/auth"
NEW = "另外一句也不短的口令"
ASKED = {"name": "肖书记", "account": "xiao", "role": "community", "place": here.COMMUNITY}


@pytest.fixture
def street(town: Flask) -> Person:
    return signed_in(town, "street", here.STREET, name="老陈")


@pytest.fixture
def made(street: Person) -> Any:
    answer = street.post(ACCOUNTS, ASKED)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return said(answer)


def token_of(made: Any) -> str:
    return str(re.search(r"/desk/#o=([\w-]{43})$", made["url"])[1])  # type: ignore[index]


def ask(client: FlaskClient, path: str, **body: str) -> Any:
    return client.post(AUTH + path, json=body, headers=OWN_PAGE)


def choose(client: FlaskClient, made: Any, passphrase: str = PASSPHRASE) -> Any:
    return ask(client, "/first", account="xiao", code=made["code"], passphrase=passphrase)


def listed(person: Person, account: str = "xiao", place: str = here.STREET) -> Any:
    page = said(person.get(f"{ACCOUNTS}?place={place}"))
    return next(one for one in page["accounts"] if one["account"] == account)


def test_a_street_makes_a_secretary_who_chooses_her_own_passphrase(
    town: Flask, street: Person, made: Any
) -> None:
    assert listed(street)["state"] == "waiting"
    browser = town.test_client()
    offer = said(ask(browser, "/first/look", account="xiao", code=made["code"]))
    assert (offer["name"], offer["by"], offer["again"]) == ("肖书记", "老陈", False)
    assert [one["place"]["name"] for one in offer["grants"]] == ["西桥社区"]
    answer = choose(browser, made)
    assert answer.status_code == 200
    xiao = Person(said(answer)["user"]["id"], browser, said(answer)["access"])
    assert xiao.get(f"/api/v1/board?place={here.COMMUNITY}").status_code == 200
    assert listed(street)["state"] == "active"
    assert at_the_desk(town, "xiao").id == xiao.id


def test_the_link_opens_the_account_too_and_only_once(town: Flask, made: Any) -> None:
    token = token_of(made)
    assert said(ask(town.test_client(), "/first/look", token=token))["account"] == "xiao"
    first = ask(town.test_client(), "/first", token=token, passphrase=PASSPHRASE)
    assert first.status_code == 200
    again = ask(town.test_client(), "/first", token=token, passphrase=NEW)
    assert (again.status_code, said(again)["code"]) == (410, "opening_over")
    by_code = choose(town.test_client(), made, NEW)
    assert (by_code.status_code, said(by_code)["code"]) == (410, "opening_over")


def test_a_code_runs_out_after_a_day(town: Flask, street: Person, made: Any, clock: Clock) -> None:
    clock.advance(days=1)
    over = choose(town.test_client(), made)
    assert (over.status_code, said(over)["code"]) == (410, "opening_over")


def test_an_account_without_a_passphrase_lets_nobody_in(town: Flask, made: Any) -> None:
    for passphrase in ("", made["code"], "None"):
        refused = ask(town.test_client(), "/sign-in", account="xiao", passphrase=passphrase)
        assert refused.status_code in (401, 422)


def test_guessing_a_code_makes_the_account_wait(town: Flask, made: Any) -> None:
    wrong = f"{(int(made['code']) + 1) % 10**8:08}"
    client = town.test_client()
    for _ in range(3):
        assert ask(client, "/first/look", account="xiao", code=wrong).status_code == 404
    assert ask(client, "/first/look", account="xiao", code=made["code"]).status_code == 429


def test_one_accounts_code_does_not_open_another(town: Flask, street: Person, made: Any) -> None:
    other = {**ASKED, "account": "zhou", "place": here.FOREIGN_COMMUNITY}
    assert street.post(ACCOUNTS, other).status_code == 201
    client = town.test_client()
    assert ask(client, "/first/look", account="zhou", code=made["code"]).status_code == 404
    assert ask(client, "/first/look", code=made["code"]).status_code == 422


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"account": "xiao"}, 409, "account_taken"),
        ({"account": "Xiao Jie"}, 422, "invalid"),
        ({"account": "zhou", "role": "street", "place": here.STREET}, 403, "forbidden"),
        ({"account": "zhou", "role": "building_lead", "place": here.BUILDING}, 422, "invalid"),
        ({"account": "zhou", "role": "operator"}, 422, "invalid"),
        ({"account": "zhou", "place": "420103010001"}, 404, "not_found"),
        ({"account": "zhou", "place": here.COMPOUND}, 422, "invalid"),
        ({"account": "zhou", "until": "2020-03-01"}, 422, "invalid"),
        ({"account": "zhou", "from": "2020-03-20", "until": "2020-03-19"}, 422, "invalid"),
        ({"account": "zhou", "passphrase": "typed by another"}, 422, "invalid"),
    ],
)
def test_what_may_not_be_made_is_refused_and_leaves_nothing(
    street: Person, made: Any, more: dict[str, str], status: int, code: str
) -> None:
    refused = street.post(ACCOUNTS, ASKED | more)
    assert (refused.status_code, said(refused)["code"]) == (status, code)
    page = said(street.get(f"{ACCOUNTS}?place={here.STREET}"))
    assert [one["account"] for one in page["accounts"] if not one["self"]] == ["xiao"]


def test_a_role_begins_and_ends_on_its_days(town: Flask, street: Person, clock: Clock) -> None:
    asked = ASKED | {"from": "2020-03-12", "until": "2020-03-13"}
    made = said(street.post(ACCOUNTS, asked))
    browser = town.test_client()
    look = said(ask(browser, "/first/look", account="xiao", code=made["code"]))
    assert len(look["grants"]) == 1, "it begins later, and is told already"
    access = said(choose(browser, made))["access"]
    xiao = Person("", browser, access)
    board = f"/api/v1/board?place={here.COMMUNITY}"
    seen = []
    for _ in range(5):
        xiao.access = said(browser.post(f"{AUTH}/refresh?at=desk", headers=OWN_PAGE))["access"]
        seen.append(xiao.get(board).status_code)
        clock.advance(days=1)
    assert seen == [403, 403, 200, 200, 403]


def test_a_closed_account_is_out_at_once_and_is_told_so(
    town: Flask, street: Person, made: Any
) -> None:
    browser = town.test_client()
    xiao = Person("", browser, said(choose(browser, made))["access"])
    assert street.post(f"{ACCOUNTS}/{made['id']}/close").status_code == 204
    assert xiao.get("/api/v1/me").status_code == 401
    refresh = browser.post(f"{AUTH}/refresh?at=desk", headers=OWN_PAGE)
    assert (refresh.status_code, said(refresh)["code"]) == (401, "account_closed")
    right = ask(town.test_client(), "/sign-in", account="xiao", passphrase=PASSPHRASE)
    assert said(right)["code"] == "account_closed"
    wrong = ask(town.test_client(), "/sign-in", account="xiao", passphrase=NEW)
    assert said(wrong)["code"] == "wrong_passphrase", "a stranger learns nothing"
    assert listed(street)["state"] == "closed"
    assert street.post(f"{ACCOUNTS}/{made['id']}/close").status_code == 409
    assert street.post(f"{ACCOUNTS}/{made['id']}/code").status_code == 409


def test_closing_is_undone_with_roles_and_passphrase(
    town: Flask, street: Person, made: Any
) -> None:
    choose(town.test_client(), made)
    street.post(f"{ACCOUNTS}/{made['id']}/close")
    assert street.post(f"{ACCOUNTS}/{made['id']}/reopen").status_code == 204
    assert street.post(f"{ACCOUNTS}/{made['id']}/reopen").status_code == 409
    again = at_the_desk(town, "xiao")
    assert again.get(f"/api/v1/board?place={here.COMMUNITY}").status_code == 200


def test_a_code_of_a_closed_account_opens_nothing(town: Flask, street: Person, made: Any) -> None:
    street.post(f"{ACCOUNTS}/{made['id']}/close")
    assert choose(town.test_client(), made).status_code == 410
    street.post(f"{ACCOUNTS}/{made['id']}/reopen")
    assert listed(street)["state"] == "lapsed"
    assert choose(town.test_client(), made).status_code == 410


def test_a_reset_ends_passphrase_and_desks_and_gives_a_new_code(
    town: Flask, street: Person, made: Any
) -> None:
    browser = town.test_client()
    xiao = Person("", browser, said(choose(browser, made))["access"])
    again = said(street.post(f"{ACCOUNTS}/{made['id']}/code"))
    assert xiao.get("/api/v1/me").status_code == 401
    old = ask(town.test_client(), "/sign-in", account="xiao", passphrase=PASSPHRASE)
    assert old.status_code == 401
    look = said(ask(browser, "/first/look", account="xiao", code=again["code"]))
    assert look["again"] is True
    assert choose(browser, again, NEW).status_code == 200
    assert ask(browser, "/sign-in", account="xiao", passphrase=NEW).status_code == 200


def test_only_the_newest_code_is_good(town: Flask, street: Person, made: Any) -> None:
    again = said(street.post(f"{ACCOUNTS}/{made['id']}/code"))
    refused = ask(town.test_client(), "/first", token=token_of(made), passphrase=PASSPHRASE)
    assert refused.status_code == 410
    assert choose(town.test_client(), again).status_code == 200


def test_an_ended_role_goes_on_within_the_hour_and_not_later(
    street: Person, made: Any, clock: Clock
) -> None:
    (grant,) = listed(street)["grants"]
    end, back = f"/api/v1/access/grants/{grant['id']}", f"{ACCOUNTS}/grants/{grant['id']}"
    assert street.send("DELETE", end).status_code == 204
    assert street.send("PUT", back, json={"until": "2020-04-01"}).status_code == 204
    assert listed(street)["grants"][0]["valid_to"] is not None
    assert street.send("PUT", back, json={"until": None}).status_code == 204
    assert listed(street)["grants"][0]["valid_to"] is None
    street.send("DELETE", end)
    clock.advance(minutes=61)
    fresh = signed_in_anew(street)
    assert fresh.send("PUT", back, json={"until": None}).status_code == 409


def signed_in_anew(person: Person) -> Person:
    """The same rank on a fresh session: an hour ago is too long for making accounts."""
    return signed_in(person.client.application, "street", here.STREET)


def test_a_second_role_is_given_once(street: Person, made: Any) -> None:
    role = {"role": "community", "place": here.FOREIGN_COMMUNITY}
    assert street.post(f"{ACCOUNTS}/{made['id']}/grants", role).status_code == 204
    assert street.post(f"{ACCOUNTS}/{made['id']}/grants", role).status_code == 409
    assert len(listed(street)["grants"]) == 2


def test_who_also_has_a_role_elsewhere_is_not_closed_or_reset_from_here(
    town: Flask, street: Person, made: Any
) -> None:
    district = signed_in(town, "district", here.DISTRICT)
    theirs = {"role": "street", "place": here.STREET}
    assert district.post(f"{ACCOUNTS}/{made['id']}/grants", theirs).status_code == 204
    assert not listed(street)["mine"]
    for act in ("close", "code", "reopen"):
        assert street.post(f"{ACCOUNTS}/{made['id']}/{act}").status_code == 403, act
    community = next(one for one in listed(street)["grants"] if one["role"] == "community")
    ended = street.send("DELETE", f"/api/v1/access/grants/{community['id']}")
    assert ended.status_code == 204, "its own role it may end"


def test_a_role_from_elsewhere_voids_codes_that_others_hold(
    town: Flask, street: Person, made: Any
) -> None:
    district = signed_in(town, "district", here.DISTRICT)
    theirs = {"role": "street", "place": here.STREET}
    district.post(f"{ACCOUNTS}/{made['id']}/grants", theirs)
    assert choose(town.test_client(), made).status_code == 410


def test_a_code_does_not_outlive_the_role_of_who_gave_it(
    town: Flask, street: Person, made: Any
) -> None:
    with town.app_context(), writing() as session:
        session.execute(update(Grant).where(Grant.role == "street").values(valid_to=1))
    assert choose(town.test_client(), made).status_code == 410


def test_an_invitation_brings_nobody_in_as_somebody_above(town: Flask, street: Person) -> None:
    """The street's official also leads a building: the secretary's code is no way to her role."""
    with town.app_context(), writing() as session:
        person = session.get_one(Account, int(street.id[1:]))
        accounts.add_grants(session, person, "building_lead", [here.BUILDING])
    secretary = signed_in(town, "community", here.COMMUNITY)
    asked = {"name": "老陈", "role": "building_lead", "places": [here.BUILDING]}
    refused = secretary.post("/api/v1/invitations", asked | {"person": street.id})
    assert (refused.status_code, said(refused)["code"]) == (403, "forbidden")


def test_names_are_told_as_far_as_a_role_may(town: Flask, street: Person, made: Any) -> None:
    district = signed_in(town, "district", here.DISTRICT, name="区里")
    page = said(district.get(f"{ACCOUNTS}?place={here.DISTRICT}"))
    below = [one for one in page["accounts"] if one["grants"][0]["role"] == "community"]
    assert [(one["name"], one["account"]) for one in below] == [("肖**", None)]
    secretary = signed_in(town, "community", here.COMMUNITY, name="王书记")
    page = said(secretary.get(f"{ACCOUNTS}?place={here.COMMUNITY}"))
    assert "肖书记" in [one["name"] for one in page["accounts"]], "a colleague"
    assert page["roles"] == []
    above = {(one["role"], one["name"]) for one in page["above"]}
    assert {("street", "老陈"), ("district", "区里")} <= above


def test_nobody_is_told_when_somebody_was_here(town: Flask, street: Person, made: Any) -> None:
    choose(town.test_client(), made)
    page = said(street.get(f"{ACCOUNTS}?place={here.STREET}"))
    keys = {key for one in page["accounts"] for key in one}
    assert keys == {
        "id", "name", "account", "state", "code_until", "mine", "self", "grants"
    }  # fmt: skip


def test_somebody_is_found_by_name_account_or_place(street: Person, made: Any) -> None:
    for words, found in (("肖", 1), ("xia", 1), ("西桥", 1), ("八达里", 0), ("%", 0)):
        query = {"place": here.STREET, "search": words}
        page = said(street.get(ACCOUNTS, query_string=query))
        assert len(page["accounts"]) == found, words


def test_making_asks_for_the_passphrase_again_after_a_while(town: Flask, clock: Clock) -> None:
    add_account(town, "chen", "street", here.STREET)
    chen = at_the_desk(town, "chen")
    clock.advance(minutes=16)
    refused = chen.post(ACCOUNTS, ASKED)
    assert (refused.status_code, said(refused)["code"]) == (403, "confirm_first")
    wrong = chen.post(f"{AUTH}/confirm", {"passphrase": NEW})
    assert (wrong.status_code, said(wrong)["code"]) == (422, "not_your_passphrase")
    assert chen.post(f"{AUTH}/confirm", {"passphrase": PASSPHRASE}).status_code == 204
    made = chen.post(ACCOUNTS, ASKED)
    assert made.status_code == 201
    clock.advance(minutes=16)
    closed = chen.post(f"{ACCOUNTS}/{said(made)['id']}/close")
    assert closed.status_code == 204, "closing is never held up"
    assert chen.post(f"{ACCOUNTS}/{said(made)['id']}/reopen").status_code == 403


def test_a_changed_passphrase_ends_the_other_desks_and_not_this_one(town: Flask) -> None:
    add_account(town, "chen", "street", here.STREET)
    other, this = at_the_desk(town, "chen"), at_the_desk(town, "chen")
    wrong = this.post("/api/v1/me/passphrase", {"old": NEW, "new": NEW})
    assert said(wrong)["code"] == "not_your_passphrase"
    short = this.post("/api/v1/me/passphrase", {"old": PASSPHRASE, "new": "short"})
    assert said(short)["code"] == "invalid"
    done = this.post("/api/v1/me/passphrase", {"old": PASSPHRASE, "new": NEW})
    assert said(done) == {"ended": 1}
    assert other.get("/api/v1/me").status_code == 401
    assert this.get("/api/v1/me").status_code == 200
    signed = ask(town.test_client(), "/sign-in", account="chen", passphrase=NEW)
    assert signed.status_code == 200


def test_every_act_is_in_the_audit(town: Flask, street: Person, made: Any) -> None:
    choose(town.test_client(), made)
    for act in ("close", "reopen", "code"):
        street.post(f"{ACCOUNTS}/{made['id']}/{act}")
    secretary = signed_in(town, "community", here.COMMUNITY)
    rows = said(secretary.get(f"/api/v1/audit?place={here.COMMUNITY}"))["rows"]
    acts = {row["act"] for row in rows}
    assert {
        "open_account", "grant", "first_sign_in", "end_account", "reopen_account", "reset_sign_in"
    } <= acts  # fmt: skip
    assert {row["about"] for row in rows if row["act"] == "end_account"} == {"肖书记"}
