"""What each kind of record asks: read from `kinds/*.toml`, and the check of a payload against it.

The files are the only place that says what a kind asks, who may record it and its words; the
phone gets the same facts as JSON (`sync.catalogue`) and its twin `kinds.ts` finds the same faults.

>>> screening = load_kinds()["screening"]
>>> faults(screening, {"outcome": "normal", "method": "door"})
()
>>> [(fault.field, fault.code) for fault in faults(screening, {"outcome": "fine"})]
[('method', 'missing'), ('outcome', 'not_a_choice')]
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from sync.fields import FIELD_TYPES, Choice, FieldSpec, Label, faults_of_value

FOLDER: Final = Path(__file__).parent / "kinds"
STREAMS: Final = ("ref", "person", "work", "case", "quar")
UNITS: Final = ("building", "compound", "community", "city", "by_type")
VOID: Final = "_void"
WHY: Final = "_why"


class KindError(ValueError):
    """A kind file says something it may not: the text names the file, the place and the reason."""


@dataclass(frozen=True, slots=True)
class SlotState:
    """How a record fulfils its slot: the values of `field` that make it done or attempted."""

    field: str
    done: tuple[str, ...]
    attempted: tuple[str, ...]
    severity: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tap:
    """What one tap on a place records; the number in `alarm` raises alarm above its normal."""

    normal: Mapping[str, Any]
    alarm: str | None


@dataclass(frozen=True, slots=True)
class Example:
    """A payload that the kind accepts, or refuses because of the field `refused`."""

    name: str
    set: Mapping[str, Any]
    amend: bool
    refused: str | None


@dataclass(frozen=True)
class Kind:
    """Everything the code knows about one kind of record; see `kinds/README.md`."""

    id: str
    version: int
    stream: str
    unit: str
    places: tuple[str, ...]
    identity: str
    slot: str
    record_by: tuple[str, ...]
    label: Label
    source: str
    fields: Mapping[str, FieldSpec]
    slot_state: SlotState | None = None
    tap: Tap | None = None
    examples: tuple[Example, ...] = ()
    office: bool = False
    amend_by: tuple[str, ...] = ()
    take_back_minutes: int = 0

    @property
    def is_final(self) -> bool:
        """Whether its records are amended by nobody: a decision is met by another decision."""
        return self.office and self.identity == "op"

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields without which a record of this kind cannot be opened."""
        return frozenset(name for name, spec in self.fields.items() if spec.required)

    def severity_of(self, field: str) -> tuple[str, ...]:
        """Values of the field, most severe first; empty where no order was given."""
        if self.slot_state and self.slot_state.field == field:
            return self.slot_state.severity
        spec = self.fields.get(field)
        return spec.severity if spec else ()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a payload. `code` is for programs, `detail` for the person who looks.

    Codes: missing, unknown_field, wrong_type, not_a_choice, below_min, above_max, too_long, empty.
    """

    field: str
    code: str
    detail: str


# ---------------------------------------------------------------- reading the files


def read_kind(text: str, name: str) -> Kind:
    """The kind that a TOML text describes; raises `KindError` naming `name` and the reason."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KindError(f"{name}: {error}") from error
    return _Reader(name).kind(raw)


@cache
def load_kinds(folder: Path = FOLDER) -> Mapping[str, Kind]:
    """Every kind of the folder by id, in the order of their names; raises `KindError`."""
    kinds: dict[str, Kind] = {}
    for path in sorted(folder.glob("*.toml")):
        kind = read_kind(path.read_text("utf-8"), path.name)
        if kind.id != path.stem:
            raise KindError(f"{path.name}: kind is {kind.id!r}, but the file is {path.stem!r}")
        kinds[kind.id] = kind
    return kinds


class _Reader:
    """Reads one file's tables and says, with the file's name, what is wrong with them."""

    def __init__(self, name: str) -> None:
        self.name = name

    def kind(self, raw: Mapping[str, Any]) -> Kind:
        fields = {
            name: self.field(table, f"fields.{name}")
            for name, table in self.take(raw, "fields", dict, "").items()
        }
        return Kind(
            id=self.take(raw, "kind", str, ""),
            version=self.take(raw, "version", int, ""),
            stream=self.one_of(raw, "stream", STREAMS),
            unit=self.one_of(raw, "unit", UNITS),
            places=tuple(self.take(raw, "places", list, "")),
            identity=self.one_of(raw, "identity", ("op", "place")),
            slot=self.one_of(raw, "slot", ("session", "day", "none")),
            record_by=tuple(self.take(raw, "record_by", list, "")),
            label=self.label(raw, ""),
            source=self.take(raw, "source", str, ""),
            fields=fields,
            slot_state=self.slot_state(raw.get("slot_state"), fields),
            tap=self.tap(raw.get("tap"), fields),
            examples=tuple(
                self.example(table, f"examples[{index}]", fields)
                for index, table in enumerate(self.take(raw, "examples", list, ""))
            ),
            office=raw.get("office") is True,
            amend_by=tuple(raw.get("amend_by", ())),
            take_back_minutes=self.take_back(raw),
        )

    def take_back(self, raw: Mapping[str, Any]) -> int:
        minutes = raw.get("take_back_minutes", 0)
        if type(minutes) is not int or minutes < 0:
            self.fail("take_back_minutes", "is no whole number from 0")
        if minutes and not raw.get("amend_by"):
            self.fail("take_back_minutes", "says nothing without amend_by: nobody waits")
        return int(minutes)

    def field(self, raw: Mapping[str, Any], where: str) -> FieldSpec:
        type_ = self.take(raw, "type", str, where)
        if type_ not in FIELD_TYPES:
            self.fail(where, f"type {type_!r} is none of {', '.join(FIELD_TYPES)}")
        choices = tuple(
            Choice(
                self.take(one, "id", str, f"{where}.choices"),
                self.label(one, where),
                self.label(one, where, "note") if "note" in one else None,
            )
            for one in raw.get("choices", ())
        )
        if bool(choices) != type_.startswith("choice"):
            self.fail(where, f"choices do not go with type {type_!r}")
        if unknown := set(raw) - {each.name for each in fields(FieldSpec)}:
            self.fail(where, f"nothing is known about {', '.join(sorted(unknown))}")
        spec = FieldSpec(
            type=type_,
            label=self.label(raw, where),
            required=raw.get("required", False),
            choices=choices,
            unit=raw.get("unit"),
            min=raw.get("min"),
            max=raw.get("max"),
            severity=tuple(raw.get("severity", ())),
        )
        self.among(spec.severity, spec, f"{where}.severity")
        return spec

    def slot_state(
        self, raw: Mapping[str, Any] | None, fields: Mapping[str, FieldSpec]
    ) -> SlotState | None:
        if raw is None:
            return None
        where = "slot_state"
        field = self.take(raw, "field", str, where)
        if field not in fields:
            self.fail(where, f"there is no field {field!r}")
        done = tuple(self.take(raw, "done", list, where))
        attempted = tuple(raw.get("attempted", ()))
        severity = tuple(raw.get("severity", attempted + done))
        for values in (done, attempted, severity):
            self.among(values, fields[field], where)
        return SlotState(field, done, attempted, severity)

    def tap(self, raw: Mapping[str, Any] | None, fields: Mapping[str, FieldSpec]) -> Tap | None:
        if raw is None:
            return None
        normal = self.take(raw, "normal", dict, "tap")
        unsaid = {name for name, spec in fields.items() if spec.required} - set(normal)
        for name, value in normal.items():
            if name not in fields or list(faults_of_value(fields[name], value)):
                self.fail("tap.normal", f"{value!r} is no {name!r}")
        if unsaid:
            self.fail("tap.normal", f"leaves out {', '.join(sorted(unsaid))}")
        alarm = raw.get("alarm")
        if alarm is not None and not isinstance(normal.get(alarm), int):
            self.fail("tap.alarm", f"{alarm!r} is no whole number of a normal answer")
        return Tap(normal, alarm)

    def example(
        self, raw: Mapping[str, Any], where: str, fields: Mapping[str, FieldSpec]
    ) -> Example:
        refused = raw.get("refused")
        given = self.take(raw, "set", dict, where)
        if refused is not None and refused not in fields and refused not in given:
            self.fail(where, f"there is no field {refused!r} to refuse")
        return Example(self.take(raw, "name", str, where), given, raw.get("amend", False), refused)

    def among(self, values: tuple[str, ...], spec: FieldSpec, where: str) -> None:
        if strangers := set(values) - spec.choice_ids:
            self.fail(where, f"no such choice: {', '.join(sorted(strangers))}")

    def label(self, raw: Mapping[str, Any], where: str, key: str = "label") -> Label:
        label: Mapping[str, str] = self.take(raw, key, dict, where)
        if set(label) != {"zh", "en"} or not all(label.values()):
            self.fail(where, f"{key} needs zh and en, and nothing else")
        return label

    def one_of(self, raw: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> str:
        value: str = self.take(raw, key, str, "")
        if value not in allowed:
            self.fail(key, f"{value!r} is none of {', '.join(allowed)}")
        return value

    def take(self, raw: Mapping[str, Any], key: str, type_: type, where: str) -> Any:
        value = raw.get(key)
        if not isinstance(value, type_):
            self.fail(f"{where}.{key}".strip("."), f"is missing or no {type_.__name__}")
        return value

    def fail(self, where: str, why: str) -> None:
        raise KindError(f"{self.name}: {where}: {why}")


# ---------------------------------------------------------------- checking a payload


def faults(kind: Kind, given: Mapping[str, Any], amend: bool = False) -> tuple[Fault, ...]:
    """Everything wrong with a payload, sorted by field and code; empty when it is good.

    An amendment (`amend`) may leave out required fields, clear an optional one with null, and
    carry `_void` and `_why`. Never raises, whatever the values are.
    """
    found: list[Fault] = []
    if not amend and not kind.required <= given.keys():
        found += [
            Fault(name, "missing", "is asked for")
            for name, spec in kind.fields.items()
            if spec.required and name not in given
        ]
    for name, value in given.items():
        found += _faults_of(name, kind.fields.get(name), value, amend)
    return tuple(sorted(found, key=lambda fault: (fault.field, fault.code))) if found else ()


def _faults_of(name: str, spec: FieldSpec | None, value: object, amend: bool) -> list[Fault]:
    if spec is None:
        spec = _RESERVED.get(name) if amend else None
    if spec is None:
        return [Fault(name, "unknown_field", "this kind does not ask for it")]
    if value is None and amend:
        return [Fault(name, "missing", "cannot be cleared")] if spec.required else []
    return [Fault(name, code, detail) for code, detail in faults_of_value(spec, value)]


_RESERVED: Final[Mapping[str, FieldSpec]] = {
    VOID: FieldSpec("bool", {}, required=True),
    WHY: FieldSpec("text", {}, max=200),
}
