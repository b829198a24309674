"""The examples of sync/PROTOCOL.md, replayed in order: each answer is the one that stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sync.exchange import check
from sync.log import FeedKey
from sync.ops import OpParts
from tests.sync.street import DOOR, MORNING, THREE, Street, answered

PROTOCOL = Path(__file__).resolve().parent.parent / "sync" / "PROTOCOL.md"
BLOCK = re.compile(r"^```json (request|check|response)(?: (\w+) \+(\d+))?\n(.*?)^```$", re.M | re.S)


def household() -> OpParts:
    """What the page says was there before: one household that the office wrote."""
    return OpParts(
        kind="place", version=1, nonce="AAAAAAAAAAA", place=DOOR, by="u1", at=MORNING - 86_400_000,
        tz=480, rec=MORNING - 86_400_000,
        fields={"type": "household", "name": "201", "parent": f"{THREE}.1", "sort": 201},
    )  # fmt: skip


def begin() -> Street:
    street = Street()
    street.now = MORNING - 86_400_000
    street.author(household(), feeds=(FeedKey(THREE, "ref"),))
    return street


def blocks() -> list[tuple[str, str, int, Any]]:
    text = PROTOCOL.read_text("utf-8")
    return [
        (what, user, int(at or 0), json.loads(body)) for what, user, at, body in BLOCK.findall(text)
    ]


def test_every_example_of_the_protocol_gets_the_answer_that_stands_there() -> None:
    street, answer, told = begin(), None, 0
    for what, user, at, body in blocks():
        if what == "response":
            assert answer == body, json.dumps(answer, ensure_ascii=False, indent=2)
            told += 1
            continue
        street.now = MORNING + at
        if what == "check":
            answer = answered(check(street.store, body, street.session(user)))
        else:
            answer = street.serve(body, user)
    assert told == 6


def test_the_page_names_every_field_that_is_sent() -> None:
    text = PROTOCOL.read_text("utf-8")
    for what, _, _, body in blocks():
        for field in body:
            assert f"`{field}`" in text, f"{what}: {field}"


def test_the_steps_of_the_page_are_the_steps_of_the_code() -> None:
    code = (PROTOCOL.parent / "exchange.py").read_text("utf-8")
    code += (PROTOCOL.parent / "push.py").read_text("utf-8")
    steps = re.findall(r"^(\d+)\. \*\*", PROTOCOL.read_text("utf-8"), re.M)
    assert steps == [str(number) for number in range(1, 10)]
    for step in steps:
        assert re.search(rf"[#;.] {step}\. ", code), f"step {step} is not named in the code"
