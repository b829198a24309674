"""An account for who came in by an invitation: chosen at once, or given from above."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests import town as here
from tests.conftest import Clock
from tests.people import PASSPHRASE, Person, said, signed_in
from tests.people import signed_in_at_the_desk as at_the_desk
from tests.server.test_desk_accounts import (
    ACCOUNTS,
    ASKED,
    AUTH,
    ask,
    made,
    street,
)

__all__ = ["made", "street"]


def own(person: Person, account: str = "wang", passphrase: str = PASSPHRASE) -> Any:
    return person.post("/api/v1/me/account", {"account": account, "passphrase": passphrase})


def give(by: Person, to: Person, account: str = "wang") -> Any:
    return by.post(f"{ACCOUNTS}/{to.id}/account", {"account": account})


def test_who_came_by_an_invitation_chooses_an_account_while_the_sign_in_is_fresh(
    town: Flask, clock: Clock
) -> None:
    """Then what gives others a way in asks for that passphrase, and takes it."""
    wang = signed_in(town, "street", here.STREET, name="王主任")
    assert said(own(wang, passphrase="short"))["code"] == "invalid"
    assert own(wang).status_code == 204
    assert said(own(wang, "other"))["code"] == "conflict"
    clock.advance(minutes=16)
    assert said(wang.post(ACCOUNTS, ASKED))["code"] == "confirm_first"
    assert wang.post(f"{AUTH}/confirm", {"passphrase": PASSPHRASE}).status_code == 204
    assert wang.post(ACCOUNTS, ASKED).status_code == 201
    assert at_the_desk(town, "wang").id == wang.id


def test_on_a_session_that_is_not_fresh_nobody_chooses_an_account(
    town: Flask, clock: Clock
) -> None:
    wang = signed_in(town, "street", here.STREET, name="王主任")
    clock.advance(minutes=16)
    assert said(own(wang))["code"] == "confirm_first"
    refused = ask(town.test_client(), "/sign-in", account="wang", passphrase=PASSPHRASE)
    assert refused.status_code == 401


def test_who_has_no_role_of_the_desk_chooses_no_account(town: Flask) -> None:
    lead = signed_in(town, "building_lead", here.BUILDING, name="刘楼长")
    assert said(own(lead))["code"] == "forbidden"


def test_a_name_that_is_taken_is_not_taken_over(town: Flask, made: Any) -> None:
    wang = signed_in(town, "community", here.COMMUNITY, name="王书记")
    assert said(own(wang, "xiao"))["code"] == "account_taken"
    assert said(wang.get("/api/v1/me"))["user"]["account"] is None


def test_somebody_above_gives_who_came_by_an_invitation_an_account(
    town: Flask, street: Person, clock: Clock
) -> None:
    wang = signed_in(town, "community", here.COMMUNITY, name="王书记")
    assert listed_as(street, "王书记")["state"] == "phone"
    assert street.post(f"{ACCOUNTS}/{wang.id}/code").status_code == 409
    before = clock.ms
    clock.advance(minutes=1)
    made = said(give(street, wang))
    assert listed_as(street, "王书记")["state"] == "waiting"
    assert said(give(street, wang, "other"))["code"] == "conflict"
    chosen = ask(
        town.test_client(), "/first", account="wang", code=made["code"], passphrase=PASSPHRASE
    )
    assert said(chosen)["user"]["id"] == wang.id, "the same person, with the same roles"
    assert listed_as(street, "王书记")["state"] == "active"
    past = said(street.get(f"{ACCOUNTS}?place={here.STREET}&known_at={before}"))["accounts"]
    assert [one["state"] for one in past if one["name"] == "王书记"] == ["phone"]


def listed_as(person: Person, name: str) -> Any:
    page = said(person.get(f"{ACCOUNTS}?place={here.STREET}"))
    return next(one for one in page["accounts"] if one["name"] == name)


def test_nobody_gives_an_account_to_a_colleague_to_themselves_or_to_who_is_above(
    town: Flask, street: Person, clock: Clock
) -> None:
    """The code would let them in as that person."""
    secretary = signed_in(town, "community", here.COMMUNITY, name="王书记")
    colleague = signed_in(town, "street", here.STREET, name="小马")
    for by, to in ((secretary, street), (street, colleague), (street, street)):
        assert give(by, to).status_code in (403, 404)
    clock.advance(minutes=16)
    assert said(give(street, secretary))["code"] == "confirm_first"
