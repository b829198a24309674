"""People of a test's town, signed in by the product's own doors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.auth import issue_access
from server.db import writing
from server.people import accounts
from server.people.sessions import open_session

OWN_PAGE = {"X-Six": "1"}
PASSPHRASE = "一句不算短的好口令"


def said(answer: TestResponse) -> Any:
    """The JSON of an answer."""
    return answer.get_json()


@dataclass
class Person:
    """Somebody signed in: every request carries their access token."""

    id: str
    client: FlaskClient
    access: str

    def send(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.access}"} | more.pop("headers", {})
        return self.client.open(path, method=method, headers=headers, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("POST", path, json=body, **more)


def add_account(app: Flask, account: str, role: str, *places: str | None) -> str:
    """A desk account with PASSPHRASE and a role at the places; returns the user's id."""
    with app.app_context(), writing() as session:
        person = accounts.add_person(session, account, account, PASSPHRASE)
        accounts.add_grants(session, person, role, list(places))
        return person.user_id


def signed_in(
    app: Flask, role: str, *places: str | None, name: str = "", valid_to: int | None = None
) -> Person:
    """A person with the role at the places and a session of their own."""
    with app.app_context(), writing() as session:
        person = accounts.add_person(session, name or role)
        accounts.add_grants(session, person, role, list(places), valid_to=valid_to)
        device = accounts.add_device(session, person, "test", "test")
        opened = open_session(session, person, device)
        access = issue_access(opened.user_key, opened.device_key, opened.credential_key)
        return Person(person.user_id, app.test_client(), access)


def signed_in_at_the_desk(app: Flask, account: str) -> Person:
    """Somebody with an account, signed in through POST /auth/sign-in."""
    client = app.test_client()
    answer = client.post(
        "/api/v1/auth/sign-in",
        json={"account": account, "passphrase": PASSPHRASE},
        headers=OWN_PAGE,
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return Person(said(answer)["user"]["id"], client, said(answer)["access"])
