"""Whatever is thrown at any route: a clear problem, never a fault, and nothing is half-written.

The routes come from the API's own description, so that a new one is thrown at as well.
"""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from server.db import Base, db
from server.log.authoring import Draft
from sync.ops import INT_MAX
from tests.conftest import standing_town
from tests.people import OWN_PAGE, Person, said, signed_in
from tests.server.test_json import REFUSED
from tests.town import COMMUNITY, COMPOUND, DOOR, author

JSON = "application/json"
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
SHALLOW = (
    b"null", b"[]", b'"x"', b"{}", b"-1", b"true",
    b'{"place":{"a":[{}]},"places":[[]],"name":[],"ops":{"a":1},"op":[[]],"id":{},"day":1e300}',
    json.dumps({"place": "\U0001f4a5" * 5000, "name": "x" * 100_000}).encode(),
)  # fmt: skip
BODIES: Mapping[str, bytes] = REFUSED | {f"shape {at}": raw for at, raw in enumerate(SHALLOW)}
BOMB = gzip.compress(b"[" + b"0," * 20_000_000 + b"0]", mtime=0)
TYPES = (
    "text/plain",
    "application/xml",
    "application/json; charset=utf-7",
    "multipart/form-data",
    "",
)
WORDS = (
    b"", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"NaN", b"-1", b"1180591620717411303424", b"1e999",
    b"../../etc/passwd", b"' OR 1=1 --", b"2020-02-30", b"9999-99-99",
    b"0001-01-01", b"9999-12-31", b"9007199254740991", b"u1" * 4000, b"{{7*7}}",
)  # fmt: skip
FILES = (
    b"", b"\x00" * 4000, b"PK\x03\x04" + b"\xff" * 400, "小区,楼栋\n".encode("utf-16"),
    b'"' * 5000, b"\xef\xbb\xbfcode,name\n" + b"9" * 5000, b"a,b\n" + b"\x1f\x8b" * 999, BOMB,
)  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with standing_town(tmp_path_factory.mktemp("town")) as app:
        tap = Draft(
            "screening", DOOR, {"outcome": "normal", "method": "door"}, slot="2020-03-10/am"
        )
        author(app, tap, *beyond_the_calendar())
        yield app


def beyond_the_calendar() -> Iterator[Draft]:
    """What phones may claim: records of moments that no calendar has."""
    for at in (-INT_MAX, INT_MAX, (-INT_MAX, INT_MAX)):
        yield Draft("occupancy", DOOR, {"state": "occupied"}, at=at)
        yield Draft("need", DOOR, {"what": "medicine", "state": "asked"}, at=at)
        for day in ("0001-01-01", "2020-03-10", "9999-12-31"):
            fever: dict[str, Any] = {"outcome": "exception", "method": "door"}
            fever["symptoms"] = ["fever"]
            yield Draft("screening", DOOR, fever, slot=f"{day}/pm", at=at)
            case = {"person": "c1", "category": "confirmed", "event": "opened", "happened_on": day}
            yield Draft("case_event", DOOR, case, at=at)


@pytest.fixture(scope="module")
def people(town: Flask) -> tuple[Person, ...]:
    """Between them they get past the door of every route."""
    return (signed_in(town, "community", COMMUNITY), signed_in(town, "operator", None))


@pytest.fixture(scope="module")
def operations(town: Flask) -> list[tuple[str, str, dict[str, Any]]]:
    paths = said(town.test_client().get("/api/v1/openapi.json"))["paths"]
    verbs = ("get", "post", "put", "patch", "delete")
    return [
        (verb.upper(), path, each[verb])
        for path, each in paths.items()
        for verb in verbs
        if verb in each
    ]


def content_of(operation: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(operation.get("requestBody", {}).get("content", {}))


def rows(app: Flask) -> dict[str, int]:
    """How much every table holds, but for who looked at what and keys made at their first use."""
    with app.app_context():
        aside = {"audit", "setting"}
        tables = [table for table in Base.metadata.sorted_tables if table.name not in aside]
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        }


def fill(path: str, word: str = "nowhere") -> str:
    return re.sub(r"\{\w+\}", word, path)


def check(answer: TestResponse, what: str) -> None:
    """No fault; and what is refused says why in the one shape of problems."""
    assert answer.status_code < 500, (what, answer.status_code, answer.text[:300])
    if answer.status_code >= 400:
        problem = json.loads(answer.data)
        assert problem["status"] == answer.status_code and problem["code"], what


def throw(person: Person, verb: str, path: str, what: str, **more: Any) -> TestResponse:
    headers = OWN_PAGE | more.pop("headers", {})
    answer = person.send(verb, path, headers=headers, **more)
    check(answer, f"{verb} {path} {what}")
    return answer


def test_no_body_breaks_a_route_or_is_half_taken(
    town: Flask, people: tuple[Person, ...], operations: list[tuple[str, str, dict[str, Any]]]
) -> None:
    before = rows(town)
    for verb, path, operation in operations:
        if JSON not in content_of(operation):
            continue
        for person in people:
            for name, raw in BODIES.items():
                answer = throw(person, verb, fill(path), name, data=raw, content_type=JSON)
                assert answer.status_code >= 400, (path, name, answer.text[:300])
    assert rows(town) == before


def test_no_packing_and_no_type_of_a_body_breaks_a_route(
    town: Flask, people: tuple[Person, ...], operations: list[tuple[str, str, dict[str, Any]]]
) -> None:
    """A bomb is 40 MB from 40 kB; the huge one is larger than anything is allowed to be."""
    before = rows(town)
    huge = b'{"a": "' + b"x" * (17 * 1024 * 1024) + b'"}'
    for verb, path, operation in operations:
        if not content_of(operation):
            continue
        for person in people:
            packed = {"Content-Encoding": "gzip"}
            for name, raw in {"bomb": BOMB, "cut": BOMB[:99], "not packed": b"{}"}.items():
                throw(person, verb, fill(path), name, data=raw, content_type=JSON, headers=packed)
            throw(
                person, verb, fill(path), "br", data=b"{}", content_type=JSON,
                headers={"Content-Encoding": "br"},
            )  # fmt: skip
            throw(person, verb, fill(path), "huge", data=huge, content_type=JSON)
            for type in TYPES:
                throw(person, verb, fill(path), type, data=b'{"a":1}', content_type=type)
    assert rows(town) == before


def test_no_file_breaks_a_route_that_takes_one(
    town: Flask, people: tuple[Person, ...], operations: list[tuple[str, str, dict[str, Any]]]
) -> None:
    before = rows(town)
    for verb, path, operation in operations:
        if not set(FORMS) & set(content_of(operation)):
            continue
        for person in people:
            for at, raw in enumerate(FILES):
                for name in ("a.csv", "a.xlsx", "../../\x01\U0001f4a5"):
                    form = {"file": (io.BytesIO(raw), name), "place": COMMUNITY}
                    answer = throw(
                        person, verb, fill(path), f"file {at} {name}", data=form,
                        content_type="multipart/form-data",
                    )  # fmt: skip
                    assert answer.status_code >= 400 or said(answer), path
    assert rows(town) == before


def test_no_word_in_an_address_breaks_a_route(
    town: Flask, people: tuple[Person, ...], operations: list[tuple[str, str, dict[str, Any]]]
) -> None:
    before = rows(town)
    real = {"place": COMMUNITY, "compound": COMPOUND, "parent": COMPOUND, "within": COMMUNITY}
    for verb, path, operation in operations:
        if verb not in ("GET", "DELETE"):
            continue
        names = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
        good = {name: value for name, value in real.items() if name in names}
        for word in map(quote_from_bytes, WORDS):
            if "{" in path:
                throw(people[0], verb, fill(path, word or "%20"), f"path {word[:20]}")
            for name in names:
                asked = "&".join(f"{key}={value}" for key, value in ({**good, name: word}).items())
                throw(people[0], verb, f"{fill(path)}?{asked}", f"{name} {word[:20]}")
    assert rows(town) == before
