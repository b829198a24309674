"""The envelope: what is wrong with it is named, and nothing but the envelope is judged."""

from __future__ import annotations

from typing import Any

import pytest

from sync.request import BadRequest, read_points, read_request

ID, LINK = "A" * 22, "A" * 43


def envelope(**changed: Any) -> dict[str, Any]:
    plain = {"proto": 1, "replica": ID, "sealed": 0, "sv": 0, "sent": 1, "cur": {}}
    return {key: value for key, value in (plain | changed).items() if value is not ...}


def push(**changed: Any) -> dict[str, Any]:
    return envelope(push={"n0": 1, "prev": LINK, "link": LINK, "ops": []} | changed)


LOSS = {"replica": ID, "n": 3, "kept": 1, "why": "evicted"}
BAD: tuple[tuple[Any, str, str], ...] = (
    (None, "request", "bad_request"),
    ([], "request", "bad_request"),
    (envelope(proto=2), "proto: this server speaks 1", "proto_unsupported"),
    (envelope(replica=...), "replica", "bad_request"),
    (envelope(replica="A" * 21), "replica", "bad_request"),
    (envelope(replica=7), "replica", "bad_request"),
    (envelope(replica="é" * 22), "replica", "bad_request"),
    (envelope(sealed=-1), "sealed", "bad_request"),
    (envelope(sealed=2**53), "sealed", "bad_request"),
    (envelope(sealed=1.0), "sealed", "bad_request"),
    (envelope(sealed=True), "sealed", "bad_request"),
    (envelope(sv=2**51), "sv", "bad_request"),
    (envelope(cur=[]), "cur", "bad_request"),
    (envelope(cur={"x": 1}), "cur", "bad_request"),
    (envelope(cur={"١": 1}), "cur", "bad_request"),
    (envelope(cur={"1234567890": 1}), "cur", "bad_request"),
    (envelope(cur={"1": -1}), "cur", "bad_request"),
    (envelope(cur={str(n): 0 for n in range(2001)}), "cur: more than 2000 feeds", "too_large"),
    (envelope(vd="x"), "vd", "bad_request"),
    (envelope(epoch=7), "epoch", "bad_request"),
    (envelope(app="x" * 101), "app", "bad_request"),
    (envelope(app="\x00"), "app", "bad_request"),
    (envelope(app="\ud800"), "app", "bad_request"),
    (envelope(kinds=[]), "kinds", "bad_request"),
    (envelope(kinds={"screening": "1"}), "kinds", "bad_request"),
    (envelope(kinds={f"k{n}": 1 for n in range(201)}), "kinds", "bad_request"),
    (envelope(oldest="x"), "oldest", "bad_request"),
    (envelope(stor=7), "stor", "bad_request"),
    (envelope(stor={"persist": 1}), "stor.persist", "bad_request"),
    (envelope(stor={"free": -1}), "stor.free", "bad_request"),
    (envelope(clk=[1]), "clk", "bad_request"),
    (envelope(kept="1"), "kept", "bad_request"),
    (envelope(lost={}), "request", ""),
    (envelope(lost=[7]), "lost", "bad_request"),
    (envelope(lost=[LOSS | {"n": None}]), "lost.n", "bad_request"),
    (envelope(lost=[LOSS] * 51), "lost: more than 50", "too_large"),
    (envelope(lim={"n": "x"}), "lim.n", "bad_request"),
    (envelope(cat={}), "cat", "bad_request"),
    (envelope(push=[]), "push", "bad_request"),
    (push(n0=0), "push.n0", "bad_request"),
    (push(prev=ID), "push.prev", "bad_request"),
    (push(link=None), "push.link", "bad_request"),
    (push(ops=None), "push.ops", "bad_request"),
    (push(ops=[7]), "push.ops", "bad_request"),
    (push(ops=[{"h": ID}]), "push.ops.h", "bad_request"),
    (push(ops=["\x00"]), "push.ops: a raw NUL", "bad_request"),
    (push(ops=["\ud800"]), "push.ops: no UTF-8", "bad_request"),
    (push(ops=["{}"] * 201), "push.ops: more than 200", "too_large"),
    (push(ops=["x" * 2000] * 140), "push.ops: more than 262144 bytes", "too_large"),
)


@pytest.mark.parametrize(("raw", "where", "code"), BAD)
def test_a_bad_envelope_is_named(raw: Any, where: str, code: str) -> None:
    if not code:
        assert read_request(raw).lost == ()
        return
    with pytest.raises(BadRequest) as found:
        read_request(raw)
    assert (found.value.where, found.value.code) == (where, code)


def test_a_small_envelope_is_enough() -> None:
    request = read_request(envelope())
    assert (request.push, request.limit, request.limit_bytes) == (None, 500, 262144)


def test_everything_that_may_be_said_is_read() -> None:
    request = read_request(
        push(ops=["{}", {"h": LINK}])
        | {"epoch": "e1", "app": "2026.3.1", "kinds": {"screening": 1}, "oldest": 5, "kept": 2}
        | {"stor": {"persist": True, "free": 7}, "clk": [-5, 9], "lost": [LOSS], "vd": ID}
        | {"lim": {"n": 0, "bytes": 10**9}, "cat": "c1", "cur": {"12": 118}}
    )
    assert request.push is not None
    assert [each.body for each in request.push.ops] == ["{}", None]
    assert (request.kinds, request.persist, request.free) == ({"screening": 1}, True, 7)
    assert (request.clk, request.kept, request.cat) == ((-5, 9), 2, "c1")
    assert (request.limit, request.limit_bytes, request.cur) == (1, 262144, {12: 118})
    assert [(loss.n, loss.kept, loss.why) for loss in request.lost] == [(3, 1, "evicted")]


@pytest.mark.parametrize("raw", [None, {}, {"at": [[1]]}, {"at": [[0, 1]]}, {"at": [[1, "1"]]}])
def test_a_bad_check_is_named(raw: Any) -> None:
    with pytest.raises(BadRequest):
        read_points(raw)


def test_a_check_asks_for_no_more_than_256_points() -> None:
    assert len(read_points({"at": [[1, 1]] * 256})) == 256
    with pytest.raises(BadRequest, match="too_large"):
        read_points({"at": [[1, 1]] * 257})
