"""The fold depends on the set of ops alone, loses nothing, and shows every disagreement."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.merge import Record, fold, record_id
from sync.ops import Op
from tests.sync import golden, stories
from tests.sync.histories import DOOR, KINDS, Pen, random_history

HISTORIES = stories.histories()
# Seeds rather than drawn ops: a failing history is then named by two numbers.
drawn = st.builds(
    lambda seed, length: random_history(random.Random(seed), length),
    st.integers(0, 2**32),
    st.integers(1, 14),
)


def only(ops: list[Op]) -> Record:
    (record,) = fold(ops, KINDS).values()
    return record


def told(name: str) -> Record:
    return only(HISTORIES[name])


def test_the_vectors_are_those_that_the_generator_writes() -> None:
    written = (golden.FOLDER / "fold.json").read_text("utf-8")
    assert json.loads(written) == json.loads(golden.text_of("fold"))


def test_there_are_enough_histories_for_the_twin() -> None:
    assert len(HISTORIES) >= 60


# ------------------------------------------------------------ what holds for every history


@given(drawn, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_neither_order_nor_repetition_changes_the_records(
    ops: list[Op], shuffler: random.Random
) -> None:
    again = [*ops, *shuffler.sample(ops, len(ops) // 2)]
    shuffler.shuffle(again)
    assert fold(again, KINDS) == fold(ops, KINDS)


@given(drawn, st.integers(0, 14), st.integers(0, 14))
@settings(max_examples=100, deadline=None)
def test_the_union_of_prefixes_folds_the_same_however_it_is_grouped(
    ops: list[Op], first: int, second: int
) -> None:
    a, b, c = ops[:first], ops[first // 2 :], ops[second:]
    left = {op.id: op for op in [*{op.id: op for op in [*a, *b]}.values(), *c]}
    right = {op.id: op for op in [*a, *{op.id: op for op in [*b, *c]}.values()]}
    assert fold(left.values(), KINDS) == fold(right.values(), KINDS)


@given(drawn)
@settings(max_examples=100, deadline=None)
def test_no_amendment_disappears(ops: list[Op]) -> None:
    records = fold(ops, KINDS)
    for op in ops:
        record = records[record_id(op, KINDS)]
        assert op.id in record.ops
        for name in op.fields:
            if not name.startswith("_"):
                assert record.fields[name].heads
    assert sorted(id for record in records.values() for id in record.ops) == sorted(
        {op.id for op in ops}
    )


@given(drawn)
@settings(max_examples=100, deadline=None)
def test_every_value_is_a_head_or_was_seen_by_one_that_set_the_field_again(ops: list[Op]) -> None:
    by_id = {op.id: op for op in ops}
    for record in fold(ops, KINDS).values():
        for name, field in record.fields.items():
            covered = set().union(*(ancestors(by_id[id], by_id) for id, _ in field.heads))
            writers = {id for id in record.ops if name in by_id[id].fields}
            assert writers <= covered


def ancestors(op: Op, by_id: dict[str, Op]) -> set[str]:
    found, todo = set(), [op.id]
    while todo:
        id = todo.pop()
        if id in by_id and id not in found:
            found.add(id)
            todo += [*by_id[id].parents, *filter(None, [by_id[id].root])]
    return found


@given(drawn)
@settings(max_examples=100, deadline=None)
def test_naming_all_heads_settles_every_conflict(ops: list[Op]) -> None:
    pen = Pen(list(ops))
    for record in fold(ops, KINDS).values():
        settled = {name: field.value for name, field in record.fields.items()}
        root = None if record.kind == "occupancy" else record.id
        pen.op(
            {**settled, "_void": record.voided},
            kind=record.kind,
            place=record.place,
            root=root,
            sees=record.heads,
            slot=None,
        )
    after = fold(pen.ops, KINDS)
    assert [record.conflicts for record in after.values()] == [()] * len(after)


@given(drawn)
@settings(max_examples=50, deadline=None)
def test_a_record_survives_its_json(ops: list[Op]) -> None:
    for record in fold(ops, KINDS).values():
        assert Record.from_json(json.loads(json.dumps(record.to_json()))) == record


# ------------------------------------------------------------ what each named history shows


def test_a_correction_may_arrive_before_its_opening() -> None:
    ops = HISTORIES["a correction before its opening"]
    assert ops[0].root
    assert only(ops).fields["outcome"].value == "no_answer"


def test_two_people_at_one_door_stay_two_records() -> None:
    records = fold(HISTORIES["two people at one door make two records"], KINDS)
    assert [record.by for record in records.values()] in [
        [("u1",), ("u2",)],
        [("u2",), ("u1",)],
    ]


def test_amendments_without_their_opening_are_pending_and_have_no_slot() -> None:
    record = told("an opening that never arrives leaves the record pending")
    assert (record.pending, record.slot) == (True, None)


def test_corrections_of_different_fields_merge() -> None:
    record = told("corrections of different fields merge")
    assert record.conflicts == ()
    assert record.fields["temperature"].value == 366
    assert record.fields["note"].value == "后来问到"


def test_differing_corrections_are_both_kept_and_the_severe_one_shows() -> None:
    record = told("corrections of one field conflict and the severe one shows")
    assert record.conflicts == ("outcome",)
    assert record.fields["outcome"].value == "exception"
    assert {value for _, value in record.fields["outcome"].heads} == {"exception", "no_answer"}


def test_equal_corrections_are_no_conflict() -> None:
    assert told("corrections to the same value agree").conflicts == ()
    assert told("equal readings spelled in another order agree").conflicts == ()


def test_one_is_not_true() -> None:
    assert told("one and true differ").conflicts == ("note",)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("of unordered values the deepest shows", 366),
        ("of equally deep values the last sealed shows", 368),
        ("a clock known to be ahead is set back", 366),
    ],
)
def test_what_shows_of_a_conflict_without_severity(name: str, shown: int) -> None:
    record = told(name)
    assert (record.fields["temperature"].value, record.conflicts) == (shown, ("temperature",))


def test_values_sealed_at_the_same_moment_show_the_greater_op() -> None:
    field = told("of values sealed at once the greater op shows").fields["temperature"]
    assert field.value == max(field.heads)[1]


def test_a_value_that_the_kind_does_not_know_never_hides_one_that_it_does() -> None:
    field = told("a value outside the order of severity shows last").fields["outcome"]
    assert field.value == "normal"


@pytest.mark.parametrize(
    ("name", "conflicts"),
    [
        ("a resolution that names all heads settles", ()),
        ("a resolution that names one head settles nothing", ("outcome",)),
        ("a resolution that sets nothing leaves both values", ("outcome",)),
        ("two resolutions at once conflict again", ("outcome",)),
        ("a third resolution settles the two", ()),
        ("two phones that know one household make one record", ()),
        ("two phones that disagree about a household keep the door due", ("state",)),
        ("who saw the household replaces", ()),
    ],
)
def test_a_conflict_lasts_until_somebody_names_all_its_heads(
    name: str, conflicts: tuple[str, ...]
) -> None:
    assert told(name).conflicts == conflicts


@pytest.mark.parametrize(
    ("name", "voided", "flagged"),
    [
        ("a void", True, False),
        ("a void beside a correction is void and flagged", True, True),
        ("a flagged void is settled by naming both", True, False),
        ("a flagged void is lifted by naming both", False, False),
        ("a correction that saw the void leaves it void", True, False),
        ("a restore names the void", False, False),
        ("a restore that does not name the void restores nothing", True, True),
        ("a second void beside the restore wins", True, True),
        ("two voids at once agree", True, False),
        ("a void that is no yes or no is not a void", False, False),
        ("a household left from the roster is void", True, False),
    ],
)
def test_void_wins_and_is_flagged_while_somebody_has_not_seen_it(
    name: str, voided: bool, flagged: bool
) -> None:
    record = told(name)
    assert (record.voided, "_void" in record.conflicts) == (voided, flagged)


def test_a_door_stays_due_while_two_phones_disagree_about_it() -> None:
    record = told("two phones that disagree about a household keep the door due")
    assert record.id == f"occupancy/{DOOR}"
    assert record.fields["state"].value == "occupied"


def test_a_record_named_by_its_place_needs_no_opening() -> None:
    assert not told("a record named by its place never pends").pending


@pytest.mark.parametrize(
    ("name", "opaque", "pending"),
    [
        ("a kind that nobody knows is kept unread", 2, True),
        ("an opening of a newer version is kept unread", 1, True),
        ("an amendment of a newer version is kept unread", 1, False),
        ("an amendment from another place is kept unread", 1, False),
        ("an amendment of another kind is kept unread", 1, False),
    ],
)
def test_what_cannot_be_read_is_kept_and_changes_nothing(
    name: str, opaque: int, pending: bool
) -> None:
    record = told(name)
    assert (len(record.opaque), record.pending, record.voided) == (opaque, pending, False)
    assert len(record.ops) == len(HISTORIES[name])
    assert not any(value in ("unsure", "refused") for value in shown(record))


def shown(record: Record) -> list[object]:
    return [field.value for field in record.fields.values()]


def test_of_two_decisions_at_once_the_admitting_one_shows() -> None:
    record = told("two decisions at once admit")
    assert (record.fields["decision"].value, record.subject) == ("admit", "op")
    assert record.conflicts == ("decision",)


def test_a_cleared_field_stays_with_no_value() -> None:
    assert told("a field that was cleared").fields["temperature"].value is None


def test_reasons_are_history_and_no_field() -> None:
    assert set(told("a void").fields) == {"outcome", "method"}


def test_a_gap_in_the_history_leaves_both_sides_of_it_in_sight() -> None:
    record = told("a parent that is missing in the middle")
    assert record.fields["outcome"].value == "exception"
    assert not record.pending


def test_the_observed_time_is_the_openings_and_the_recorded_time_spans_all() -> None:
    ops = HISTORIES["a chain of thirty corrections"]
    record = only(ops)
    assert record.observed == (ops[0].at_from, ops[0].at_to)
    assert record.recorded == (ops[0].rec, ops[-1].rec)


def test_a_thousand_amendments_in_a_chain_fold_in_any_order() -> None:
    pen = Pen()
    tap = last = pen.tap()
    for note in range(1_000):
        last = pen.amend(tap, {"note": str(note)}, last)
    assert only(pen.ops[::-1]).fields["note"].heads == ((last.id, "999"),)


def test_parents_in_a_ring_end_all_the_same() -> None:
    pen = Pen()
    one = pen.lives({"people": 1})
    other = pen.lives({"people": 2}, one)
    ring = [replace(one, parents=(other.id,)), other]
    assert len({repr(fold(order, KINDS)) for order in permutations(ring)}) == 1
