"""Kind files are read strictly, and their own examples are their tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sync.kinds import Example, Kind, KindError, Tap, faults, load_kinds, read_kind
from tests.sync import golden

KINDS = load_kinds()
EXAMPLES = [
    pytest.param(kind, example, id=f"{kind.id}: {example.name}")
    for kind in KINDS.values()
    for example in kind.examples
]
GOOD = """
kind = "water"
version = 1
stream = "work"
unit = "compound"
places = ["area"]
identity = "op"
slot = "day"
record_by = ["community"]
label = { zh = "积水", en = "Standing water" }
source = "a test"
[slot_state]
field = "found"
done = ["none", "some"]
[fields.found]
type = "choice"
required = true
label = { zh = "有没有", en = "Found" }
choices = [
  { id = "none", label = { zh = "没有", en = "None" } },
  { id = "some", label = { zh = "有", en = "Some" } },
]
[fields.pots]
type = "int"
min = 0
label = { zh = "几个", en = "How many" }
[tap]
normal = { found = "none", pots = 0 }
alarm = "pots"
[[examples]]
name = "dry"
set = { found = "none" }
"""


def test_the_vectors_are_those_that_the_generator_writes() -> None:
    written = (golden.FOLDER / "kinds.json").read_text("utf-8")
    assert json.loads(written) == json.loads(golden.text_of("kinds"))


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_an_example_is_taken_or_refused_because_of_the_field_it_names(
    kind: Kind, example: Example
) -> None:
    at_fault = {fault.field for fault in faults(kind, example.set, example.amend)}
    assert at_fault == ({example.refused} if example.refused else set())


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_every_kind_shows_something_accepted_and_something_refused(kind: Kind) -> None:
    assert {example.refused is None for example in kind.examples} == {True, False}


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_every_required_field_has_an_example_that_lacks_or_spoils_it(kind: Kind) -> None:
    required = {name for name, spec in kind.fields.items() if spec.required}
    assert required <= {example.refused for example in kind.examples}


def test_the_kind_file_of_this_test_is_good() -> None:
    kind = read_kind(GOOD, "water.toml")
    assert kind.slot_state is not None
    assert kind.tap == Tap({"found": "none", "pots": 0}, "pots")
    assert kind.severity_of("found") == ("none", "some")
    assert kind.severity_of("pots") == kind.severity_of("no such field") == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version = 1", "version = ", "Invalid value"),
        ("version = 1", 'version = "1"', "version: is missing or no int"),
        ('source = "a test"', "", "source: is missing or no str"),
        ("version = 1", "version = 1\ntake_back_minutes = 5", "says nothing without amend_by"),
        ("version = 1", "version = 1\ntake_back_minutes = true", "is no whole number from 0"),
        ('stream = "work"', 'stream = "river"', "stream: 'river' is none of ref, person"),
        (', en = "How many"', "", "fields.pots: label needs zh and en"),
        ('en = "How many"', 'en = ""', "fields.pots: label needs zh and en"),
        ('en = "None" } }', 'en = "None" }, note = {} }', "fields.found: note needs zh and en"),
        ('type = "int"', 'type = "float"', "fields.pots: type 'float' is none of"),
        ('type = "int"', 'type = "choices"', "choices do not go with type 'choices'"),
        ("min = 0", "least = 0", "fields.pots: nothing is known about least"),
        ("min = 0", 'severity = ["many"]', "fields.pots.severity: no such choice: many"),
        ('field = "found"', 'field = "lost"', "slot_state: there is no field 'lost'"),
        ('done = ["none", "some"]', 'done = ["all"]', "slot_state: no such choice: all"),
        ("normal = {", "usual = {", "tap.normal: is missing or no dict"),
        ("pots = 0", "pots = -1", "tap.normal: -1 is no 'pots'"),
        ("pots = 0", "pans = 0", "tap.normal: 0 is no 'pans'"),
        ('{ found = "none", pots', "{ pots", "tap.normal: leaves out found"),
        ('alarm = "pots"', 'alarm = "found"', "tap.alarm: 'found' is no whole number"),
        ('set = { found = "none" }', 'set = {}\nrefused = "x"', "no field 'x' to refuse"),
    ],
)
def test_a_kind_file_with_a_mistake_is_refused_with_file_place_and_reason(
    old: str, new: str, said: str
) -> None:
    with pytest.raises(KindError, match=r"^water\.toml: ") as caught:
        read_kind(GOOD.replace(old, new, 1), "water.toml")
    assert said in str(caught.value)


def test_a_kind_file_is_named_after_its_kind(tmp_path: Path) -> None:
    (tmp_path / "wine.toml").write_text(GOOD, "utf-8")
    with pytest.raises(KindError, match=r"wine\.toml: kind is 'water'"):
        load_kinds(tmp_path)


def test_an_opening_must_say_what_is_required_and_an_amendment_need_not() -> None:
    screening = KINDS["screening"]
    assert [fault.code for fault in faults(screening, {})] == ["missing", "missing"]
    assert faults(screening, {}, amend=True) == ()


def test_an_amendment_may_clear_what_is_optional_only() -> None:
    found = faults(KINDS["screening"], {"temperature": None, "outcome": None}, amend=True)
    assert [(fault.field, fault.code) for fault in found] == [("outcome", "missing")]


def test_only_an_amendment_may_void_and_say_why() -> None:
    given = {"outcome": "normal", "method": "door", "_void": True, "_why": "点错了"}
    opening = faults(KINDS["screening"], given)
    assert [(fault.field, fault.code) for fault in opening] == [
        ("_void", "unknown_field"),
        ("_why", "unknown_field"),
    ]
    assert faults(KINDS["screening"], given, amend=True) == ()
