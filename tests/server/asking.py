"""How a person of the tests asks a route about a place."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.people import Person

API = "/api/v1"


@dataclass(frozen=True)
class Case:
    """How to call a route about a place, and which places to try."""

    places: tuple[str, ...]
    call: Callable[[Person, str], TestResponse]


def get(path: str) -> Callable[[Person, str], TestResponse]:
    return lambda person, place: person.get(API + path.format(place=place))


def post(path: str, body: Callable[[str], Any]) -> Callable[[Person, str], TestResponse]:
    return lambda person, place: person.post(API + path.format(place=place), body(place))


def upload(path: str) -> Callable[[Person, str], TestResponse]:
    def call(person: Person, place: str) -> TestResponse:
        form = {"file": (io.BytesIO(b"x"), "x.csv")} | ({"place": place} if place else {})
        return person.send("POST", API + path, data=form)

    return call
