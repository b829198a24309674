"""What a body may be: strict JSON within bounds, and everything else a clear refusal."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.db import db
from server.json import (
    INT_MAX,
    INT_MIN,
    MAX_DEPTH,
    MAX_INFLATED,
    TooBig,
    Undecodable,
    Unreadable,
    dump,
    inflate,
    load,
)
from server.models import Account, FeedEntry, Op, Replica
from tests.conftest import standing_town
from tests.people import OWN_PAGE, Person, said, signed_in
from tests.town import BUILDING

SIGN_IN = "/api/v1/auth/sign-in"
LOOK = "/api/v1/enrol/look"

# Without the time of day: what is collected must have one name in every process.
PACKED = gzip.compress(b"{}", mtime=0)


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


REFUSED = {
    "nothing": b"",
    "only blanks": b"  \n",
    "cut short": b'{"a": [1, 2',
    "two values": b"{} {}",
    "a trailing comma": b"[1,]",
    "a comment": b"[1] // x",
    "a bare word": b"yes",
    "single quotes": b"{'a': 1}",
    "NaN": b"[NaN]",
    "Infinity": b"[Infinity]",
    "minus Infinity": b"[-Infinity]",
    "a number beyond all floats": b"[1e999]",
    "2^70": b"[1180591620717411303424]",
    "2^63": b"[9223372036854775808]",
    "below -2^63": b"[-9223372036854775809]",
    "a number of five thousand digits": b"9" * 5000,
    "a key twice": b'{"a": 1, "a": 2}',
    "a key twice, deeper": b'[{"b": {"a": 1, "a": 2}}]',
    "one level too many": nested(MAX_DEPTH + 1),
    "a hundred thousand levels": nested(100_000),
    "a hundred thousand openings": b"[" * 100_000,
    "a lone surrogate": rb'["\ud800"]',
    "a lone low surrogate": rb'["\udc00x"]',
    "a lone surrogate as a key": rb'{"\ud800": 1}',
    "NUL": rb'["\u0000"]',
    "NUL as a key": rb'{"\u0000": 1}',
    "a raw control character": b'["\x01"]',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "UTF-32": '{"a": 1}'.encode("utf-32"),
    "GB18030": '{"a": "户"}'.encode("gb18030"),
    "a byte-order mark": b"\xef\xbb\xbf{}",
    "overlong UTF-8": b'["\xc0\xaf"]',
    "surrogates in UTF-8": b'["\xed\xa0\x80"]',
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_strict_json_is_refused(name: str) -> None:
    with pytest.raises(Unreadable):
        load(REFUSED[name])


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"{}", {}),
        (nested(MAX_DEPTH), None),
        (b"[9223372036854775807, -9223372036854775808]", [INT_MAX, INT_MIN]),
        ('["李**", "\\ud83d\\ude00"]'.encode(), ["李**", "😀"]),
        (b"[1.5, true, null]", [1.5, True, None]),
    ],
)
def test_what_is_json_is_read(raw: bytes, value: object) -> None:
    assert value is None or load(raw) == value


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(INT_MIN, INT_MAX)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc李"), inner),
    max_leaves=12,
)


@given(values)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert load(dump(value)) == value == json.loads(dump(value))


def test_half_of_a_character_is_shown_as_unreadable_and_the_rest_as_it_is() -> None:
    """A phone may have cut an emoji in two; what it sealed is kept, and a page must not fail."""
    said = {"note\udc00": ["好\ud83d", ("😷", 7, None)]}
    assert load(dump(said)) == {"note\ufffd": ["好\ufffd", ["😷", 7, None]]}
    with pytest.raises(TypeError):
        dump({"moment": object()})


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        load(raw)
    except Unreadable as reason:
        assert str(reason)


def test_a_bomb_is_stopped_early_and_cheaply() -> None:
    bomb = gzip.compress(bytes(20 * MAX_INFLATED), 9)
    started = time.perf_counter()
    with pytest.raises(TooBig):
        inflate(bomb)
    assert time.perf_counter() - started < 0.2


@pytest.mark.parametrize(
    "stream",
    [
        b"", b"not gzip at all", PACKED[:-1], PACKED + b"x",
        zlib.compress(b"{}"), PACKED * 2,
    ],
)  # fmt: skip
def test_a_stream_that_is_not_one_whole_gzip_is_refused(stream: bytes) -> None:
    with pytest.raises(Undecodable):
        inflate(stream)


def test_a_body_of_exactly_the_limit_is_inflated() -> None:
    assert len(inflate(gzip.compress(b" " * MAX_INFLATED))) == MAX_INFLATED
    with pytest.raises(TooBig):
        inflate(gzip.compress(b" " * (MAX_INFLATED + 1)))


# ------------------------------------------------------------------ over HTTP

JSON = {"Content-Type": "application/json"} | OWN_PAGE


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A town that refuses everything below, so that one is enough."""
    with standing_town(tmp_path_factory.mktemp("town")) as app:
        yield app


@pytest.fixture(scope="module")
def lead(town: Flask) -> Person:
    return signed_in(town, "building_lead", BUILDING)


def rows(app: Flask) -> tuple[int, ...]:
    with app.app_context():
        return tuple(db.session.query(table).count() for table in (Op, Replica, FeedEntry, Account))


@pytest.fixture
def app(town: Flask) -> Flask:
    """The one town stands for every test here: each of them is refused."""
    return town


def send(client: FlaskClient, raw: bytes, **headers: str) -> Any:
    return client.post(LOOK, data=raw, headers=JSON | headers)


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("path", [SIGN_IN, "/api/v1/enrol"])
def test_a_bad_body_is_a_problem_and_nothing_is_written(
    app: Flask, client: FlaskClient, path: str, name: str
) -> None:
    before = rows(app)
    answer = client.post(path, data=REFUSED[name], headers=JSON)
    assert (answer.status_code, said(answer)["code"]) == (400, "bad_json")
    assert said(answer)["detail"]
    assert rows(app) == before


@pytest.mark.parametrize(
    "type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"]
)
def test_another_content_type_is_told_what_is_expected(client: FlaskClient, type: str) -> None:
    answer = client.post(LOOK, data=b'{"code": "123456"}', headers={"Content-Type": type})
    assert (answer.status_code, said(answer)["code"]) == (415, "wrong_content_type")


def test_no_content_type_at_all_is_no_json(client: FlaskClient) -> None:
    assert client.post(LOOK, data=b"{}").status_code == 415


def test_a_gzipped_body_is_read(client: FlaskClient) -> None:
    body = gzip.compress(b'{"code": "123456"}')
    assert send(client, body, **{"Content-Encoding": "gzip"}).status_code == 404


@pytest.mark.parametrize(
    ("encoding", "body", "status", "code"),
    [
        ("gzip", gzip.compress(bytes(20 * MAX_INFLATED), mtime=0), 413, "too_large"),
        ("gzip", b"{}", 415, "encoding"),
        ("gzip", PACKED[:-3], 415, "encoding"),
        ("br", b"x", 415, "encoding"),
        ("gzip, gzip", gzip.compress(PACKED, mtime=0), 415, "encoding"),
        ("identity", b"{}", 422, "invalid"),
    ],
)
def test_a_compressed_body_is_bounded(
    client: FlaskClient, encoding: str, body: bytes, status: int, code: str
) -> None:
    answer = send(client, body, **{"Content-Encoding": encoding})
    assert (answer.status_code, said(answer)["code"]) == (status, code)


def test_a_body_beyond_the_limit_is_told_the_limit(app: Flask, client: FlaskClient) -> None:
    limit = app.config["MAX_CONTENT_LENGTH"]
    answer = send(client, b" " * (limit + 1))
    assert (answer.status_code, said(answer)["code"]) == (413, "too_large")
    assert said(answer)["max"] == limit


@pytest.mark.parametrize("value", [[], "x", 5, None, True])
def test_json_that_is_no_object_is_invalid(client: FlaskClient, value: object) -> None:
    assert send(client, dump(value)).status_code == 422


def test_every_fault_of_a_body_is_named_by_its_field(client: FlaskClient) -> None:
    body = {"account": 5, "more": 1}
    answer = client.post(SIGN_IN, json=body, headers=OWN_PAGE)
    fields = {one["field"] for one in said(answer)["errors"]}
    assert (answer.status_code, fields) == (422, {"account", "passphrase", "more"})


# ------------------------------------------------------------------ the exchange

EXCHANGES = ["/api/v1/exchange", "/api/v1/exchange/check"]


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("path", EXCHANGES)
def test_a_bad_exchange_is_refused_and_nothing_is_written(
    town: Flask, lead: Person, path: str, name: str
) -> None:
    before = rows(town)
    answer = lead.send("POST", path, data=REFUSED[name], headers=JSON)
    assert 400 <= answer.status_code < 500
    assert said(answer)["code"]
    assert rows(town) == before


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
MEMBERS = ("proto", "app", "kinds", "replica", "epoch", "sealed", "oldest", "stor", "lost", "push",
           "cur", "vd", "sv", "lim", "sent", "cat", "ranges", "state")  # fmt: skip


@given(st.dictionaries(st.sampled_from(MEMBERS), anything), st.sampled_from(EXCHANGES))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_json_breaks_an_exchange(
    town: Flask, lead: Person, members: dict[str, Any], path: str
) -> None:
    body = json.dumps({"proto": 1, "replica": "A" * 22} | members).encode()
    assert lead.send("POST", path, data=body, headers=JSON).status_code < 500
