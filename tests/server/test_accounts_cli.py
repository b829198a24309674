"""The first accounts come from the command line; passphrases are asked for, never arguments."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask

from tests.people import PASSPHRASE, said, signed_in_at_the_desk
from tests.town import BUILDING, COMMUNITY


def run(app: Flask, *words: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["account", *words], input=typed)


def create(app: Flask, account: str, *words: str, passphrase: str = PASSPHRASE) -> Result:
    typed = f"{passphrase}\n{passphrase}\n"
    return run(app, "create", account, "--name", "肖姐", *words, typed=typed)


def test_the_first_account_is_an_operator_everywhere(app: Flask) -> None:
    made = create(app, "root")
    assert made.exit_code == 0, made.output
    assert PASSPHRASE not in made.output
    me = said(signed_in_at_the_desk(app, "root").get("/api/v1/me"))
    assert me["user"] == {"id": "u1", "name": "肖姐", "account": "root"}
    assert [(grant["role"], grant["place"]) for grant in me["grants"]] == [("operator", None)]
    assert "invite" in me["may"]
    assert "history" not in me["may"]


def test_a_secretary_is_made_for_a_community(town: Flask) -> None:
    made = create(town, "xiao", "--role", "community", "--place", COMMUNITY)
    assert made.exit_code == 0, made.output
    grants = said(signed_in_at_the_desk(town, "xiao").get("/api/v1/me"))["grants"]
    assert grants[0]["place"]["path_names"] == ["武汉市", "江汉区", "唐家墩街道"]


@pytest.mark.parametrize(
    ("words", "said_why"),
    [
        (("--role", "community", "--place", BUILDING), "community cannot be granted"),
        (("--role", "community", "--place", "nowhere"), "community cannot be granted"),
        (("--role", "community"), "community cannot be granted"),
        (("--role", "king"), "Invalid value"),
    ],
)
def test_a_role_at_no_place_of_its_kind_is_refused(
    town: Flask, words: tuple[str, ...], said_why: str
) -> None:
    refused = create(town, "xiao", *words)
    assert refused.exit_code != 0
    assert said_why in refused.output
    assert run(town, "list").output == ""


def test_a_short_passphrase_is_refused(app: Flask) -> None:
    refused = create(app, "root", passphrase="short")
    assert refused.exit_code != 0
    assert "at least 8 characters" in refused.output


def test_an_account_is_made_once(app: Flask) -> None:
    assert create(app, "root").exit_code == 0
    again = create(app, "root")
    assert again.exit_code != 0
    assert "exists already" in again.output
    assert run(app, "list").output == "u1\troot\t肖姐\n"


def test_a_forgotten_passphrase_is_replaced(app: Flask) -> None:
    create(app, "root", passphrase="the old passphrase")
    changed = run(app, "passphrase", "root", typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert changed.exit_code == 0, changed.output
    assert signed_in_at_the_desk(app, "root").get("/api/v1/me").status_code == 200
    unknown = run(app, "passphrase", "nobody", typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert "There is no account nobody" in unknown.output


def test_a_new_passphrase_puts_out_whoever_came_in_with_the_old_one(app: Flask) -> None:
    create(app, "root")
    thief = signed_in_at_the_desk(app, "root")
    changed = run(app, "passphrase", "root", typed="another one entirely\n" * 2)
    assert "1 desks were signed out" in changed.output
    assert said(thief.get("/api/v1/me"))["code"] == "token_revoked"


@pytest.mark.parametrize("who", ["root", "u1"])
def test_somebody_who_left_is_signed_out_everywhere(app: Flask, who: str) -> None:
    create(app, "root")
    person = signed_in_at_the_desk(app, "root")
    ended = run(app, "end", who)
    assert ended.exit_code == 0, ended.output
    assert said(person.get("/api/v1/me"))["code"] == "token_revoked"
    assert "nobody called u7" in run(app, "end", "u7").output
