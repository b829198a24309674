"""One slot, many records: what is done stays done, what is silent is not called missed."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.merge import fold
from sync.ops import Op
from sync.slots import SlotKey, SlotVerdict, fulfilment, judge_slot, parse_slot, slot_of
from tests.sync import golden
from tests.sync.golden import ENDS, HOUR
from tests.sync.histories import DOOR, KINDS, SLOT, Pen, random_history

SCREENING = KINDS["screening"]
CASES = golden.slot_histories()
histories = st.builds(
    lambda seed, length: [
        op for op in random_history(random.Random(seed), length) if op.kind == "screening"
    ],
    st.integers(0, 2**32),
    st.integers(0, 10),
)


def judged(
    ops: list[Op],
    *,
    kind: str = "screening",
    now: int = ENDS,
    horizon: int | None = ENDS + 2 * HOUR,
) -> SlotVerdict:
    records = fold(ops, KINDS).values()
    return judge_slot(KINDS[kind], records, ends_at=ENDS, now=now, horizon=horizon, grace_ms=HOUR)


def test_the_vectors_are_those_that_the_generator_writes() -> None:
    written = (golden.FOLDER / "slots.json").read_text("utf-8")
    assert json.loads(written) == json.loads(golden.text_of("slots"))


@given(histories, st.sampled_from(["normal", "exception", "no_answer", "refused"]))
def test_a_second_persons_record_never_unfulfils_a_slot(ops: list[Op], outcome: str) -> None:
    before = fulfilment(SCREENING, fold(ops, KINDS).values())
    pen = Pen(list(ops))
    pen.tap(outcome, by="u7")
    after = fulfilment(SCREENING, fold(pen.ops, KINDS).values())
    ladder = ["due", "attempted", "done"]
    assert ladder.index(after.state) >= ladder.index(before.state)
    assert set(before.record_ids) < set(after.record_ids)


@given(histories)
def test_the_order_of_records_does_not_matter(ops: list[Op]) -> None:
    records = list(fold(ops, KINDS).values())
    assert fulfilment(SCREENING, records) == fulfilment(SCREENING, records[::-1])


@given(histories, st.integers(0, ENDS * 2), st.integers(0, ENDS * 2), st.integers(0, ENDS * 2))
def test_a_desk_that_has_heard_later_never_takes_done_back(
    ops: list[Op], now: int, horizon: int, later: int
) -> None:
    first = judged(ops, now=now, horizon=horizon)
    then = judged(ops, now=now + later, horizon=horizon + later)
    assert (first.state == "done") == (then.state == "done")


@pytest.mark.parametrize(
    ("name", "state", "code"),
    [
        ("nobody came", "missed", None),
        ("one normal", "done", "normal"),
        ("nobody opened", "attempted", "no_answer"),
        ("nobody opened, then refused", "attempted", "refused"),
        ("nobody opened, then normal", "done", "normal"),
        ("normal, then nobody opened", "done", "normal"),
        ("one normal, one exception", "done", "exception"),
        ("an exception, then refused", "done", "exception"),
        ("a value from nowhere", "missed", None),
        ("a value from nowhere beside a normal", "done", "normal"),
        ("corrections of one field conflict and the severe one shows", "done", "exception"),
        ("a void", "missed", None),
        ("a void beside a correction is void and flagged", "missed", None),
        ("a restore names the void", "done", "normal"),
        ("an opening of a newer version is kept unread", "missed", None),
    ],
)
def test_what_records_make_of_a_door(name: str, state: str, code: str | None) -> None:
    verdict = judged(CASES[name])
    assert (verdict.state, verdict.code) == (state, code)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("sprayed", "done"),
        ("sprayed twice", "done"),
        ("sprayed and taken back", "missed"),
        ("sprayed, one of two taken back", "done"),
    ],
)
def test_without_a_rule_any_record_that_is_not_void_is_done(name: str, state: str) -> None:
    assert judged(CASES[name], kind="disinfection").state == state


@pytest.mark.parametrize(
    ("now", "horizon", "untouched", "tried"),
    [
        (ENDS - 1, 0, "open", "attempted"),
        (ENDS - 1, None, "open", "attempted"),
        (ENDS, 0, "not_yet_known", "not_yet_known"),
        (ENDS + 9 * HOUR, ENDS, "not_yet_known", "not_yet_known"),
        (ENDS + 9 * HOUR, ENDS + HOUR, "not_yet_known", "not_yet_known"),
        (ENDS + 9 * HOUR, ENDS + HOUR + 1, "missed", "attempted"),
        (ENDS, None, "missed", "attempted"),
    ],
)
def test_not_heard_yet_is_never_shown_as_not_done(
    now: int, horizon: int | None, untouched: str, tried: str
) -> None:
    assert judged([], now=now, horizon=horizon).state == untouched
    verdict = judged(CASES["nobody opened"], now=now, horizon=horizon)
    assert (verdict.state, verdict.code) == (tried, "no_answer")
    assert judged(CASES["one normal"], now=now, horizon=horizon).state == "done"


def test_the_record_that_gives_the_code_comes_first_and_all_are_named() -> None:
    ops = CASES["one normal, one exception"]
    assert judged(ops).record_ids == (ops[1].id, ops[0].id)


def test_of_equal_records_the_last_observed_comes_first() -> None:
    ops = CASES["nobody opened twice"]
    assert judged(ops).record_ids == (ops[1].id, ops[0].id)


@given(st.text(min_size=1), st.text(min_size=1), st.dates(), st.sampled_from(["am", "pm", "*"]))
def test_a_key_is_read_back_as_it_was_written(
    kind: str, place: str, day: object, session: str
) -> None:
    key = SlotKey(kind.replace("/", "-"), place, str(day), session)
    assert parse_slot(key.text) == key
    assert slot_of(key.kind, key.place, f"{key.day}/{key.session}") == key


def test_an_op_without_a_slot_fills_none() -> None:
    assert slot_of("screening", DOOR, None) is None
    assert slot_of("screening", DOOR, "2020-03-10") is None
    assert slot_of("screening", DOOR, SLOT) == SlotKey("screening", DOOR, "2020-03-10", "am")


@pytest.mark.parametrize(
    "text",
    [
        "screening//2020-03-10/am",
        "screening/h1/2020-02-30/am",
        "screening/h1/2020-03-10/",
        "/h1/2020-03-10/am",
        "screening",
        "",
    ],
)
def test_what_names_no_slot_is_none(text: str) -> None:
    assert parse_slot(text) is None
