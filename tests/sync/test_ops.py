"""What is an op, what is not, and that sealing and reading are each other's reverse."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.ops import MalformedOp, OpParts, body_hash, bytes_to_text, read_op, seal, text_to_bytes
from tests.sync.hostile import HOSTILE, flawed, parts_of

FLAWED = flawed()
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def depth(value: object) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@pytest.mark.parametrize("case", FLAWED, ids=lambda case: f"{case['why']} {case['body'][:30]!r}")
def test_what_is_no_op_is_named_by_the_part_at_fault(case: dict[str, str]) -> None:
    with pytest.raises(MalformedOp) as found:
        read_op(case["body"])
    assert found.value.why == case["why"]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_an_op_is_read_as_it_was_sealed(number: int) -> None:
    parts = parts_of(list(HOSTILE.values())[number], number)
    op = read_op(seal(parts))
    at = parts.at if isinstance(parts.at, tuple) else (parts.at, parts.at)
    assert (op.at_from, op.at_to) == at
    assert (op.kind, op.version, op.nonce, op.place) == (
        parts.kind, parts.version, parts.nonce, parts.place,
    )  # fmt: skip
    assert (op.slot, op.subject, op.root, op.parents) == (
        parts.slot, parts.subject, parts.root, tuple(parts.parents),
    )  # fmt: skip
    assert (op.by, op.tz, op.rec, op.clk, op.anc) == (
        parts.by, parts.tz, parts.rec, parts.clk, parts.anc,
    )  # fmt: skip
    assert op.fields == parts.fields


@given(st.text(max_size=60), values)
def test_whatever_a_person_types_is_read_back(note: str, value: Any) -> None:
    if depth(value) > 4:
        return
    parts = replace(parts_of("x", 0), fields={"note": note, "more": value})
    body = seal(parts)
    body.encode("utf-8")
    assert read_op(body).fields == {"note": note, "more": value}
    assert seal(parts) == body


@given(st.text(max_size=200))
def test_any_text_is_an_op_or_malformed(text: str) -> None:
    with pytest.raises(MalformedOp):
        read_op(text)


def test_a_body_without_utf8_is_malformed() -> None:
    with pytest.raises(MalformedOp, match="utf8"):
        body_hash("\ud800")


def test_keys_of_a_newer_version_are_let_through() -> None:
    raw = json.loads(seal(parts_of("x", 0))) | {"blobs": [{"h": "x"}]}
    assert read_op(json.dumps(raw)).kind == "screening"


def test_a_record_too_deep_or_with_too_many_parents_is_malformed() -> None:
    parents = [f"p{number}" for number in range(65)]
    with pytest.raises(MalformedOp, match="parents"):
        read_op(seal(replace(parts_of("x", 0), parents=parents)))


@pytest.mark.parametrize("text", ["", "AA", "AAAA=", "AA+A", "AAAB", "é", "AAAAAA"])
def test_bytes_have_one_spelling(text: str) -> None:
    with pytest.raises(ValueError, match=r"bytes of base64url|ascii"):
        text_to_bytes(text, 2)


def test_bytes_return_as_they_were() -> None:
    for length in range(40):
        raw = bytes(range(length))
        assert text_to_bytes(bytes_to_text(raw), length) == raw


def test_plain_parts_make_a_body_without_empty_keys() -> None:
    parts = OpParts("notice", 1, "AAECAwQFBgc", "c1", "u5", 1, 480, 1)
    assert seal(parts) == (
        '{"v":1,"k":"notice","kv":1,"x":"AAECAwQFBgc","pl":"c1","by":"u5","at":1,"tz":480,'
        '"rec":1,"set":{}}'
    )
