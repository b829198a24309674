"""Refresh tokens of a browser: cookies that are ours alone, and tokens that serve once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.db import writing
from server.models import Account
from server.people.accounts import add_device
from server.people.sessions import open_session
from tests.conftest import Clock
from tests.people import (
    OWN_PAGE,
    PASSPHRASE,
    add_account,
    said,
    signed_in,
    signed_in_at_the_desk,
)

REFRESH = "/api/v1/auth/refresh"
SIGN_IN = "/api/v1/auth/sign-in"


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """A browser that signed in at the desk."""
    add_account(app, "xiao", "operator", None)
    return signed_in_at_the_desk(app, "xiao").client


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("six-desk")
    assert found is not None
    return found.value


def present(client: FlaskClient, token: str) -> Any:
    client.set_cookie("six-desk", token)
    return client.post(REFRESH, headers=OWN_PAGE)


def test_the_cookie_is_ours_alone(browser: FlaskClient) -> None:
    found = browser.get_cookie("six-desk")
    assert found is not None
    assert (found.http_only, found.same_site, found.path) == (True, "Strict", "/")


def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(app: Flask) -> None:
    add_account(app, "xiao", "operator", None)
    client = app.test_client()
    body = {"account": "xiao", "passphrase": PASSPHRASE}
    answer = client.post(SIGN_IN, json=body, headers=OWN_PAGE, base_url="https://six.example")
    said = answer.headers["Set-Cookie"]
    assert said.startswith("__Host-six-desk=")
    assert all(part in said for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Strict"))
    assert "Domain" not in said


def test_over_plain_http_beyond_this_machine_no_session_is_left_behind(app: Flask) -> None:
    add_account(app, "xiao", "operator", None)
    body = {"account": "xiao", "passphrase": PASSPHRASE}
    answer = app.test_client().post(
        SIGN_IN, json=body, headers=OWN_PAGE, base_url="http://192.168.0.7:8000"
    )
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_each_refresh_gives_another_token(browser: FlaskClient) -> None:
    seen = [cookie(browser)]
    for _ in range(3):
        answer = browser.post(REFRESH, headers=OWN_PAGE)
        assert answer.status_code == 200
        assert said(answer)["user"]["name"] == "xiao"
        seen.append(cookie(browser))
    assert len(set(seen)) == 4


def test_a_lost_answer_gives_the_same_successor_again(browser: FlaskClient) -> None:
    first = cookie(browser)
    present(browser, first)
    second = cookie(browser)
    for _ in range(3):
        assert present(browser, first).status_code == 200
        assert cookie(browser) == second
    assert present(browser, second).status_code == 200


def test_a_lost_answer_is_forgiven_even_a_month_later(browser: FlaskClient, clock: Clock) -> None:
    first = cookie(browser)
    present(browser, first)
    clock.advance(days=30)
    assert present(browser, first).status_code == 200


def test_an_older_token_ends_the_whole_family(browser: FlaskClient, clock: Clock) -> None:
    first = cookie(browser)
    browser.post(REFRESH, headers=OWN_PAGE)
    browser.post(REFRESH, headers=OWN_PAGE)
    newest = cookie(browser)
    clock.advance(minutes=2)
    reused = present(browser, first)
    assert (reused.status_code, said(reused)["code"]) == (401, "refresh_reused")
    # Nobody revoked the phone: it must not take that for the community's word.
    assert said(present(browser, newest))["code"] == "refresh_invalid"


def test_an_older_token_from_a_slow_tab_ends_nothing(browser: FlaskClient) -> None:
    first = cookie(browser)
    browser.post(REFRESH, headers=OWN_PAGE)
    browser.post(REFRESH, headers=OWN_PAGE)
    newest = cookie(browser)
    assert present(browser, first).status_code == 409
    assert present(browser, newest).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "ä", "A" * 75, "A" * 4000, "=", "a.b.c"])
def test_a_token_that_was_never_ours_is_a_401(app: Flask, token: str) -> None:
    client = app.test_client(use_cookies=False)
    answer = client.post(REFRESH, headers=OWN_PAGE | {"Cookie": f"six-desk={token}"})
    assert answer.status_code == 401
    assert said(answer)["code"] in ("refresh_invalid", "refresh_missing")


def test_a_session_unused_for_45_days_is_over(browser: FlaskClient, clock: Clock) -> None:
    clock.advance(days=44)
    assert browser.post(REFRESH, headers=OWN_PAGE).status_code == 200
    clock.advance(days=45)
    assert said(browser.post(REFRESH, headers=OWN_PAGE))["code"] == "refresh_invalid"


def test_refreshing_needs_our_own_page(browser: FlaskClient) -> None:
    assert browser.post(REFRESH).status_code == 403
    foreign = OWN_PAGE | {"Sec-Fetch-Site": "same-site"}
    assert browser.post(REFRESH, headers=foreign).status_code == 403


def test_signing_out_ends_the_session_everywhere(browser: FlaskClient) -> None:
    kept = cookie(browser)
    assert browser.post("/api/v1/auth/sign-out", headers=OWN_PAGE).status_code == 204
    assert browser.get_cookie("six-desk") is None
    assert said(present(browser, kept))["code"] == "refresh_invalid"


def test_signing_out_at_a_desk_leaves_nothing_in_the_browser_s_cache(browser: FlaskClient) -> None:
    answer = browser.post("/api/v1/auth/sign-out?at=desk", headers=OWN_PAGE)
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_one_browser_keeps_the_phone_s_session_and_the_desk_s_apart(
    app: Flask, browser: FlaskClient
) -> None:
    desk = cookie(browser)
    person = signed_in(app, "operator", None, name="王姨")
    with app.app_context(), writing() as session:
        account = session.get_one(Account, int(person.id[1:]))
        opened = open_session(session, account, add_device(session, account, "红米", "Android"))
    browser.set_cookie("six", opened.token)
    names = {
        at: said(browser.post(f"{REFRESH}?at={at}", headers=OWN_PAGE))["user"]["name"]
        for at in ("phone", "desk")
    }
    assert names == {"phone": "王姨", "desk": "xiao"}
    assert cookie(browser) != desk
    browser.post("/api/v1/auth/sign-out?at=desk", headers=OWN_PAGE)
    assert said(browser.post(f"{REFRESH}?at=desk", headers=OWN_PAGE))["user"]["name"] == "王姨"


def test_the_database_holds_no_token(app: Flask, browser: FlaskClient) -> None:
    browser.post(REFRESH, headers=OWN_PAGE)
    raw = b"".join(path.read_bytes() for path in Path(app.config["SIX_DATA"]).glob("six.sqlite*"))
    assert cookie(browser).encode() not in raw
