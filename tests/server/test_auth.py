"""Access tokens and passphrases: what is let in, and what each refusal says."""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from server.config import Secrets
from server.db import writing
from server.models import Account, Credential, Device
from server.people.strangers import Strangers
from tests.conftest import Clock
from tests.people import (
    OWN_PAGE,
    PASSPHRASE,
    Person,
    add_account,
    said,
    signed_in,
)

SIGN_IN = "/api/v1/auth/sign-in"
ME = "/api/v1/me"


@pytest.fixture
def operator(app: Flask) -> Person:
    return signed_in(app, "operator", None)


def claims_of(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(person.access, options={"verify_signature": False})
    return found


def keys_of(app: Flask) -> Secrets:
    found: Secrets = app.extensions["six_secrets"]
    return found


def sealed(app: Flask, claims: dict[str, Any], *, key: str = "", kid: Any = None,
           algorithm: str = "HS256") -> str:  # fmt: skip
    secrets = keys_of(app)
    headers = {"kid": secrets.kid if kid is None else kid}
    return jwt.encode(
        claims, key or secrets.signing[secrets.kid], algorithm=algorithm, headers=headers
    )


def without(claims: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in claims.items() if key != name}


def unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, algorithm="none")


BAD: dict[str, tuple[str, Callable[[Flask, dict[str, Any]], str]]] = {
    "no signature": ("token_invalid", lambda app, c: unsigned(c)),
    "another algorithm": (
        "token_invalid", lambda app, c: sealed(app, c, algorithm="HS512")),
    "another key": ("token_invalid", lambda app, c: sealed(app, c, key="x" * 43)),
    "an unknown key id": ("token_invalid", lambda app, c: sealed(app, c, kid="nobody")),
    "no expiry": ("token_invalid", lambda app, c: sealed(app, without(c, "exp"))),
    "no id": ("token_invalid", lambda app, c: sealed(app, without(c, "jti"))),
    "no type": ("token_invalid", lambda app, c: sealed(app, without(c, "type"))),
    "a refresh type": ("token_invalid", lambda app, c: sealed(app, c | {"type": "refresh"})),
    "another issuer": ("token_invalid", lambda app, c: sealed(app, c | {"iss": "else"})),
    "another audience": ("token_invalid", lambda app, c: sealed(app, c | {"aud": "else"})),
    "no audience": ("token_invalid", lambda app, c: sealed(app, without(c, "aud"))),
    "no device": ("token_invalid", lambda app, c: sealed(app, without(c, "dev"))),
    "a device that is no number": ("token_invalid", lambda app, c: sealed(app, c | {"dev": True})),
    "a subject that is nobody": ("token_revoked", lambda app, c: sealed(app, c | {"sub": "u99"})),
    "a device beyond any": ("token_revoked", lambda app, c: sealed(app, c | {"dev": 2**70})),
    "expired an hour ago": (
        "token_expired", lambda app, c: sealed(app, c | {"exp": int(time.time()) - 3600})),
    "not yet valid": (
        "token_invalid", lambda app, c: sealed(app, c | {"nbf": int(time.time()) + 3600})),
    "cut short": ("token_invalid", lambda app, c: sealed(app, c)[:-5]),
    "no token at all": ("token_invalid", lambda app, c: "ä.b.c"),
    "a payload that is a list": ("token_invalid", lambda app, c: ".".join(
        (sealed(app, c).split(".")[0], urlsafe_b64encode(b"[]").decode(), "x"))),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_every_bad_token_is_a_401_with_a_code(app: Flask, operator: Person, name: str) -> None:
    code, make = BAD[name]
    token = make(app, claims_of(operator))
    header = f"Bearer {token}".encode().decode("latin-1")
    answer = app.test_client().get(ME, headers={"Authorization": header})
    assert (answer.status_code, said(answer)["code"]) == (401, code)
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("header", ["", "Basic eA==", "Bearer", "bearer x", "Bearer a b c"])
def test_a_header_that_holds_no_token_is_a_401(client: FlaskClient, header: str) -> None:
    answer = client.get(ME, headers={"Authorization": header})
    assert answer.status_code == 401
    assert said(answer)["code"] in ("token_missing", "token_invalid")


def test_a_token_just_expired_is_taken_for_half_a_minute(app: Flask, operator: Person) -> None:
    claims = claims_of(operator)
    fresh = sealed(app, claims | {"exp": int(time.time()) - 5})
    answer = app.test_client().get(ME, headers={"Authorization": f"Bearer {fresh}"})
    assert answer.status_code == 200


def test_a_token_that_was_good_once_is_not_good_for_ever(app: Flask, operator: Person) -> None:
    assert operator.get(ME).status_code == 200
    [(secrets, claims)] = app.extensions["six_verified"].values()
    over = claims | {"exp": int(time.time()) - 60}
    header = f"Bearer {sealed(app, over)}"
    app.extensions["six_verified"][sha256(header.encode()).digest()] = secrets, over
    answer = app.test_client().get(ME, headers={"Authorization": header})
    assert (answer.status_code, said(answer)["code"]) == (401, "token_expired")


def test_no_cookie_and_no_query_carries_an_access_token(app: Flask, operator: Person) -> None:
    client = app.test_client()
    client.set_cookie("access_token_cookie", operator.access)
    assert client.get(f"{ME}?jwt={operator.access}").status_code == 401


@pytest.mark.parametrize("table", [Account, Device, Credential])
def test_ending_person_phone_or_session_ends_the_token_at_once(
    app: Flask, operator: Person, table: Any
) -> None:
    column = "disabled_at" if table is Account else "revoked_at"
    with app.app_context(), writing() as session:
        session.execute(update(table).values({column: 1}))
    answer = operator.get(ME)
    assert (answer.status_code, said(answer)["code"]) == (401, "token_revoked")


def test_a_rotated_signing_key_still_verifies_what_it_signed(app: Flask, operator: Person) -> None:
    old = keys_of(app)
    app.extensions["six_secrets"] = Secrets({"new": "n" * 43, **old.signing}, old.pepper)
    assert operator.get(ME).status_code == 200
    app.extensions["six_secrets"] = Secrets({"new": "n" * 43}, old.pepper)
    assert said(operator.get(ME))["code"] == "token_invalid"


def test_secrets_are_made_once_and_only_the_owner_reads_them(
    make_app: Callable[..., Flask],
) -> None:
    first, second = make_app(), make_app()
    assert keys_of(first) == keys_of(second)
    files = list(Path(first.config["SIX_DATA"]).glob("secrets.json"))
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600]


# ------------------------------------------------------------------ passphrases


@pytest.fixture
def desk(app: Flask) -> Iterator[FlaskClient]:
    add_account(app, "xiao", "operator", None)
    yield app.test_client()


def try_in(client: FlaskClient, passphrase: str, account: str = "xiao") -> Any:
    body = {"account": account, "passphrase": passphrase}
    return client.post(SIGN_IN, json=body, headers=OWN_PAGE)


def test_the_right_passphrase_signs_in(desk: FlaskClient) -> None:
    answer = try_in(desk, PASSPHRASE)
    assert answer.status_code == 200
    header = {"Authorization": f"Bearer {said(answer)['access']}"}
    assert said(desk.get(ME, headers=header))["user"]["account"] == "xiao"


def test_a_wrong_passphrase_and_an_unknown_account_are_told_alike(desk: FlaskClient) -> None:
    wrong, unknown = try_in(desk, "not it at all"), try_in(desk, PASSPHRASE, "nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.get_data() == unknown.get_data()


def test_after_three_wrong_tries_the_account_waits_twice_as_long_each_time(
    desk: FlaskClient, clock: Clock
) -> None:
    for _ in range(3):
        assert try_in(desk, "wrong wrong").status_code == 401
    waits = []
    for _ in range(4):
        refused = try_in(desk, PASSPHRASE)
        assert refused.status_code == 429
        waits.append(int(refused.headers["Retry-After"]))
        clock.advance(minutes=waits[-1] / 60)
        assert try_in(desk, "wrong wrong").status_code == 401
    assert waits == [1, 2, 4, 8]


def test_waiting_does_not_tell_which_accounts_there_are(desk: FlaskClient, clock: Clock) -> None:
    def answers(name: str) -> list[tuple[int, bytes]]:
        found = []
        for _ in range(6):
            answer = try_in(desk, "wrong wrong", name)
            found.append((answer.status_code, answer.get_data()))
            clock.advance(minutes=1 / 120)
        return found

    assert answers("xiao") == answers("nobody")


def test_made_up_accounts_fill_no_memory(app: Flask, desk: FlaskClient, clock: Clock) -> None:
    strangers = Strangers(most=3)
    for name in "abcdea":
        strangers.count(name, clock())
    assert len(strangers) == 3
    assert strangers.failures_of("a") == (1, clock())


def test_the_wait_survives_a_restart_and_ends(
    desk: FlaskClient, make_app: Callable[..., Flask], clock: Clock
) -> None:
    for _ in range(3):
        try_in(desk, "wrong wrong")
    restarted = make_app().test_client()
    assert try_in(restarted, PASSPHRASE).status_code == 429
    clock.advance(minutes=1)
    assert try_in(restarted, PASSPHRASE).status_code == 200


def test_signing_in_needs_our_own_page(desk: FlaskClient) -> None:
    body = {"account": "xiao", "passphrase": PASSPHRASE}
    assert said(desk.post(SIGN_IN, json=body))["code"] == "cross_site"
    foreign = OWN_PAGE | {"Sec-Fetch-Site": "cross-site"}
    assert desk.post(SIGN_IN, json=body, headers=foreign).status_code == 403


def test_a_disabled_account_cannot_sign_in(app: Flask, desk: FlaskClient) -> None:
    with app.app_context(), writing() as session:
        session.execute(update(Account).values(disabled_at=1))
    assert try_in(desk, PASSPHRASE).status_code == 401


# ------------------------------------------------------------------ refresh
