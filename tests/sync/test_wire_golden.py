"""The vector files say what the code says, and the design's golden vector holds."""

from __future__ import annotations

import json

import pytest

from sync.chain import FIRST_LINK, next_link
from sync.digest import Head, device_digest, extend
from sync.ops import bytes_to_text, read_op, seal
from tests.sync import conversations
from tests.sync.hostile import DESIGN_BODY, REPLICA, T0, parts_of
from tests.sync.wire_golden import FOLDER, VECTORS, text_of


@pytest.mark.parametrize("name", VECTORS)
def test_the_vector_file_is_what_the_code_gives(name: str) -> None:
    written = (FOLDER / f"{name}.json").read_text("utf-8")
    assert written == text_of(name), "meant? then run: python -m tests.sync.wire_golden"


def test_the_conversations_are_what_the_code_gives() -> None:
    written = conversations.VECTORS.read_text("utf-8")
    assert written == conversations.text_of(), "meant? then: python -m tests.sync.conversations"


def test_the_golden_vector_of_the_design_holds() -> None:
    op = read_op(DESIGN_BODY)
    assert len(DESIGN_BODY.encode()) == 275
    assert op.id == "tTUrielNwx7BkeyeADprAw"
    link = next_link(REPLICA, 1, FIRST_LINK, op.bsha)
    assert bytes_to_text(link) == "V3L0R8_TzOr192zOJueuziWev8_Ad1b8w-jtVv9GjNs"
    head, steps = extend(Head(12), T0 + 123_456, [op.bsha])
    assert head.acc.hex() == "3759b6b1b47811998d242188dc6152c5"
    assert bytes_to_text(steps[0].acc) == "N1m2sbR4EZmNJCGI3GFSxQ"
    assert bytes_to_text(device_digest([(12, 1, head.acc)])) == "jyzBHK3GkWePy7wMhj1zGA"
    assert bytes_to_text(head.lh) == "HwcpYaHG0DT9a65mrwll61QwdC6GGxeHryprLzUPBhk"


def test_the_body_has_the_keys_in_the_order_of_the_contract() -> None:
    body = seal(parts_of("x", 1))
    assert list(json.loads(body)) == [
        "v", "k", "kv", "x", "pl", "slot", "root", "parents", "by", "at", "tz", "rec", "clk",
        "anc", "set",
    ]  # fmt: skip
