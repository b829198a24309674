"""One field of a kind: what it takes, and what is wrong with a value given for it.

Nothing here raises, whatever the value is: a phone may send anything, and a faulty record is kept
in quarantine with the fault's code instead of being lost.

>>> temperature = FieldSpec("int", {"zh": "体温", "en": "Temperature"}, min=340, max=430)
>>> faults_of_value(temperature, 373), faults_of_value(temperature, 37.3)
([], [('wrong_type', 'must be a whole number')])
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from sync.days import is_day
from sync.ops import INT_MAX

TEXT_MAX: Final = 500
NAME_MAX: Final = 64
ITEMS_MAX: Final = 100
BLANK: Final = re.compile("[ \t\r\n\u00a0\u3000]*")

Label: TypeAlias = Mapping[str, str]
_Found: TypeAlias = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a choice field may be: its id in ops, its words, and who says it when."""

    id: str
    label: Label
    note: Label | None = None


@dataclass(frozen=True)
class FieldSpec:
    """What one field takes. `min`/`max` bound integers, the length of texts and of lists.

    `severity` orders the values of a choice, most severe first: concurrent values join to the
    most severe one.
    """

    type: str
    label: Label
    required: bool = False
    choices: tuple[Choice, ...] = ()
    unit: str | None = None
    min: int | None = None
    max: int | None = None
    severity: tuple[str, ...] = ()

    @cached_property
    def choice_ids(self) -> frozenset[str]:
        """The ids that a value may be."""
        return frozenset(choice.id for choice in self.choices)


def faults_of_value(spec: FieldSpec, value: object) -> list[tuple[str, str]]:
    """Codes and details of what is wrong with the value; at most one for each value or list."""
    return _CHECKS[spec.type](spec, value)


def _wrong(expected: str) -> _Found:
    return [("wrong_type", f"must be {expected}")]


def _choice(spec: FieldSpec, value: object) -> _Found:
    if not isinstance(value, str):
        return _wrong("the id of one choice")
    return [] if value in spec.choice_ids else [("not_a_choice", f"{value!r} is not offered")]


def _choices(spec: FieldSpec, value: object) -> _Found:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        return _wrong("a list of ids of choices")
    if not value and spec.required:
        return [("empty", "at least one is asked for")]
    strangers = sorted(set(value) - spec.choice_ids)
    return [("not_a_choice", f"not offered: {', '.join(strangers)}")] if strangers else []


def _int(spec: FieldSpec, value: object) -> _Found:
    if not isinstance(value, int) or isinstance(value, bool):
        return _wrong("a whole number")
    low = -INT_MAX if spec.min is None else spec.min
    high = INT_MAX if spec.max is None else spec.max
    if value < low:
        return [("below_min", f"must be at least {low}")]
    return [("above_max", f"must be at most {high}")] if value > high else []


def _text_up_to(limit: int) -> Callable[[FieldSpec, object], _Found]:
    def check(spec: FieldSpec, value: object) -> _Found:
        if not isinstance(value, str):
            return _wrong("text")
        if spec.required and BLANK.fullmatch(value):
            return [("empty", "something must be said")]
        most = limit if spec.max is None else spec.max
        return [("too_long", f"at most {most} characters")] if len(value) > most else []

    return check


def _name(spec: FieldSpec, value: object) -> _Found:
    if isinstance(value, str) and BLANK.fullmatch(value):
        return [("empty", "must name somebody or something")]
    return _text_up_to(NAME_MAX)(spec, value)


def _bool(_spec: FieldSpec, value: object) -> _Found:
    return [] if isinstance(value, bool) else _wrong("true or false")


def _day(_spec: FieldSpec, value: object) -> _Found:
    return [] if is_day(value) else _wrong("a day such as 2020-03-10")


def _words(spec: FieldSpec, value: object) -> _Found:
    if not isinstance(value, list | tuple):
        return _wrong("a list of words")
    if not value and spec.required:
        return [("empty", "at least one is asked for")]
    if len(value) > (ITEMS_MAX if spec.max is None else spec.max):
        return [("too_long", "too many words")]
    return _first(_name(_WORD, one) for one in value)


def _readings(spec: FieldSpec, value: object) -> _Found:
    if not isinstance(value, list | tuple):
        return _wrong("a list of readings")
    if not value:
        return [("empty", "at least one reading")]
    if len(value) > ITEMS_MAX:
        return [("too_long", f"at most {ITEMS_MAX} readings")]
    return _first(_reading(spec, one) for one in value)


def _reading(spec: FieldSpec, value: object) -> _Found:
    if not isinstance(value, Mapping) or not {"tenths"} <= set(value) <= {"who", "tenths"}:
        return _wrong("readings of tenths, each with who where there are several")
    return _int(spec, value["tenths"]) or _name(_WORD, value.get("who", "-"))


def _first(found: Iterable[_Found]) -> _Found:
    # One fault a list is enough to send the person back to it, and keeps the twins' answers equal.
    return next((one for one in found if one), [])


_WORD: Final = FieldSpec("text", {}, max=NAME_MAX)
_CHECKS: Final[Mapping[str, Callable[[FieldSpec, object], _Found]]] = {
    "choice": _choice,
    "choices": _choices,
    "int": _int,
    "text": _text_up_to(TEXT_MAX),
    "bool": _bool,
    "user": _name,
    "place": _name,
    "day": _day,
    "words": _words,
    "readings": _readings,
}
FIELD_TYPES: Final = tuple(_CHECKS)
