"""What is said of a person is masked for whoever has no need of it, whatever the kind."""

from __future__ import annotations

import pytest

from server.personal import PERSONAL, mask_fields
from server.roles import UNMASKED
from sync.kinds import load_kinds

KINDS = load_kinds()
PLANTED = "欧阳青山13812345678"
NAMED = [
    (kind, field)
    for kind, fields in PERSONAL.items()
    for field in fields
    if KINDS[kind].fields[field].type != "user"
]


@pytest.mark.parametrize(("kind", "field"), NAMED)
@pytest.mark.parametrize("role", ["street", "district", "city", "property_staff"])
def test_no_personal_field_of_any_kind_is_told_in_full(kind: str, field: str, role: str) -> None:
    seen = mask_fields(KINDS[kind], {field: PLANTED}, frozenset({role}))
    assert PLANTED not in str(seen)
    assert PLANTED not in str(mask_fields(KINDS[kind], {field: [PLANTED]}, frozenset({role})))


@pytest.mark.parametrize("kind", KINDS)
def test_free_words_that_nobody_judged_are_left_out(kind: str) -> None:
    for field, spec in KINDS[kind].fields.items():
        if field == "note" and spec.type == "text":
            assert mask_fields(KINDS[kind], {field: PLANTED}, frozenset({"street"})) == {}


def test_a_name_and_a_plate_at_the_gate_reach_the_street_masked() -> None:
    said = {"name": "李建国", "plate": "鄂A12345", "direction": "in"}
    seen = mask_fields(KINDS["gate_entry"], said, frozenset({"street"}))
    assert seen == {"name": "李**", "plate": "鄂A***", "direction": "in"}


def test_who_works_there_sees_what_was_said() -> None:
    for role in UNMASKED:
        assert mask_fields(KINDS["gate_entry"], {"name": "李建国"}, frozenset({role})) == {
            "name": "李建国"
        }


def test_nothing_is_told_of_a_kind_that_is_not_known() -> None:
    assert mask_fields(None, {"name": "李建国"}, frozenset({"street"})) == {}
