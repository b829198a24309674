"""The kinds of value that requests are made of, each bounded."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate
from marshmallow.exceptions import ValidationError

from sync.days import is_day

MS_MAX = 2**53
LONGEST_ID = 200
# Letters that turn the reading direction around, and everything that does not print.
_HIDDEN = {"Cc", "Cs", "Co"}
_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


class Line(fields.String):
    """One line of words in NFC, without control characters or direction marks."""

    def __init__(self, *, max_length: int, min_length: int = 1, **more: Any) -> None:
        super().__init__(validate=validate.Length(min_length, max_length), **more)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any
    ) -> str:
        text = super()._deserialize(value, attr, data, **more)
        text = unicodedata.normalize("NFC", text or "").strip()
        if any(c in _BIDI or unicodedata.category(c) in _HIDDEN for c in text):
            raise ValidationError("no control characters, please")
        return text


class Secret(fields.String):
    """A secret: bounded, and taken exactly as it comes."""

    def __init__(self, *, max_length: int = 200, **more: Any) -> None:
        more.setdefault("validate", validate.Length(1, max_length))
        super().__init__(load_only=True, **more)


class Id(fields.String):
    """The id of a place, record or phone: never longer than any that we mint."""

    def __init__(self, **more: Any) -> None:
        super().__init__(validate=validate.Length(1, LONGEST_ID), **more)


class Day(fields.String):
    """A day that exists, as YYYY-MM-DD."""

    def __init__(self, **more: Any) -> None:
        super().__init__(metadata={"format": "date"}, **more)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any
    ) -> str:
        text = super()._deserialize(value, attr, data, **more)
        if not is_day(text):
            raise ValidationError("a day as YYYY-MM-DD is expected")
        return str(text)


class Ms(fields.Integer):
    """A moment in milliseconds UTC; ``strict`` (no text, no fraction) except in a query."""

    def __init__(self, *, strict: bool = True, **more: Any) -> None:
        super().__init__(strict=strict, validate=validate.Range(0, MS_MAX), **more)
