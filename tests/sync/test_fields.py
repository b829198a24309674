"""A value is taken or faulted by its field's type and bounds, and nothing ever raises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.fields import FIELD_TYPES, Choice, FieldSpec, faults_of_value
from sync.ops import INT_MAX

CHOICES = (Choice("a", {}), Choice("b", {}))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def code_of(value: Any, type: str, **more: Any) -> str | None:
    spec = FieldSpec(type, {}, choices=CHOICES if "choice" in type else (), **more)
    return next((code for code, _ in faults_of_value(spec, value)), None)


@given(json_values, st.sampled_from(FIELD_TYPES), st.booleans())
def test_no_value_raises_and_none_has_more_than_one_fault(
    value: object, type: str, required: bool
) -> None:
    assert len(faults_of_value(FieldSpec(type, {}, required=required), value)) <= 1


@pytest.mark.parametrize(
    ("type", "value", "code"),
    [
        ("choice", "a", None),
        ("choice", "c", "not_a_choice"),
        ("choice", ["a"], "wrong_type"),
        ("choices", ["a", "b"], None),
        ("choices", [], None),
        ("choices", ["a", "c"], "not_a_choice"),
        ("choices", "a", "wrong_type"),
        ("choices", [1], "wrong_type"),
        ("int", 0, None),
        ("int", True, "wrong_type"),
        ("int", 36.6, "wrong_type"),
        ("int", -INT_MAX, None),
        ("int", -INT_MAX - 1, "below_min"),
        ("int", INT_MAX, None),
        ("int", INT_MAX + 1, "above_max"),
        ("text", "", None),
        ("text", "x" * 500, None),
        ("text", "x" * 501, "too_long"),
        ("text", 5, "wrong_type"),
        ("bool", False, None),
        ("bool", 0, "wrong_type"),
        ("user", "u5", None),
        ("user", " ", "empty"),
        ("place", "x" * 65, "too_long"),
        ("place", 7, "wrong_type"),
        ("day", "2020-02-29", None),
        ("day", "2021-02-29", "wrong_type"),
        ("words", [], None),
        ("words", ["am"] * 100, None),
        ("words", ["am"] * 101, "too_long"),
        ("words", ["am", ""], "empty"),
        ("words", "am", "wrong_type"),
        ("readings", [{"tenths": 366}], None),
        ("readings", [{"tenths": 366, "who": "张**"}], None),
        ("readings", [], "empty"),
        ("readings", [{"tenths": 366}] * 101, "too_long"),
        ("readings", [{"who": "张**"}], "wrong_type"),
        ("readings", [{"tenths": 366, "at": 5}], "wrong_type"),
        ("readings", [{"tenths": 366, "who": ""}], "empty"),
        ("readings", {"tenths": 366}, "wrong_type"),
    ],
)
def test_what_each_type_takes(type: str, value: object, code: str | None) -> None:
    assert code_of(value, type) == code


@pytest.mark.parametrize(
    ("type", "value"), [("text", " \u3000\t"), ("choices", []), ("words", []), ("readings", [])]
)
def test_what_is_required_must_not_be_empty(type: str, value: object) -> None:
    assert code_of(value, type, required=True) == "empty"


@pytest.mark.parametrize(
    ("tenths", "code"), [(339, "below_min"), (340, None), (430, None), (431, "above_max")]
)
def test_bounds_hold_at_their_edges_for_numbers_and_readings(tenths: int, code: str | None) -> None:
    assert code_of(tenths, "int", min=340, max=430) == code
    readings = [{"tenths": 366}, {"tenths": tenths}]
    assert code_of(readings, "readings", min=340, max=430) == code


def test_bounds_of_texts_and_lists_are_lengths() -> None:
    assert code_of("😷" * 20, "text", max=20) is None
    assert code_of("😷" * 21, "text", max=20) == "too_long"
    assert code_of(["am"] * 3, "words", max=2) == "too_long"
