"""The only JSON reader and writer of the server: strict, bounded, and never a 5xx from input.

Refused: bytes that are not UTF-8, NaN and infinities (also by overflow), a key twice in one
object, integers beyond 64 bits, NUL and lone surrogates, more than 16 levels, and whatever
follows the value.
"""

import json
import math
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import orjson
from flask import Flask, Request, Response
from flask.json.provider import JSONProvider

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None

MAX_DEPTH = 16
MAX_INFLATED = 2 * 1024 * 1024
INT_MIN, INT_MAX = -(2**63), 2**63 - 1
HALVES = re.compile("[\ud800-\udfff]")


class Unreadable(ValueError):
    """The bytes are not JSON that we take; the message says what and is safe to show."""


class Undecodable(ValueError):
    """The content encoding is unknown, broken or cut short."""


class TooBig(ValueError):
    """The body would inflate beyond ``MAX_INFLATED`` bytes."""


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("a key stands twice in one object")
    return found


def _refuse_constant(name: str) -> Json:
    raise Unreadable(f"{name} is not JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse_constant)


def _check_text(text: str) -> None:
    if text.isascii():
        sound = "\0" not in text
    else:
        sound = "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)
    if not sound:
        raise Unreadable("a text holds NUL or half of a surrogate pair")


def _check_number(number: float) -> None:
    if isinstance(number, float):
        if not math.isfinite(number):
            raise Unreadable("a number is out of range")
    elif not INT_MIN <= number <= INT_MAX:
        raise Unreadable("an integer does not fit into 64 bits")


def _check(value: Json, depth: int) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int | float):
        _check_number(value)
    elif value is not None:
        if depth == MAX_DEPTH:
            raise Unreadable(f"more than {MAX_DEPTH} levels")
        if isinstance(value, Mapping):
            for key in value:
                _check_text(key)
            value = list(value.values())
        for inner in value:
            _check(inner, depth + 1)


def load(raw: bytes) -> Json:
    """Return the value of ``raw``; raise Unreadable with the reason."""
    try:
        value: Json = _decoder.decode(raw.decode("utf-8"))
        _check(value, 0)
    except Unreadable:
        raise
    except UnicodeDecodeError as error:
        raise Unreadable("the bytes are not UTF-8") from error
    except RecursionError as error:
        raise Unreadable(f"more than {MAX_DEPTH} levels") from error
    except ValueError as error:
        raise Unreadable("the bytes are not JSON") from error
    return value


def dump(value: object) -> bytes:
    """Return compact UTF-8 JSON; raise TypeError for what JSON cannot say.

    A phone may have sealed half of a character, such as an emoji cut in two: see ``mend``.
    """
    try:
        return orjson.dumps(value)
    except TypeError:
        return orjson.dumps(mend(value))


def mend(value: Any) -> Any:
    """Return the value with \ufffd for each half of a character, which no UTF-8 can hold.

    >>> mend({"note": ["好\\ud83d"]})
    {'note': ['好\ufffd']}
    """
    if isinstance(value, str):
        return HALVES.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {mend(name): mend(each) for name, each in value.items()}
    return [mend(each) for each in value] if isinstance(value, list | tuple) else value


def inflate(raw: bytes) -> bytes:
    """Return the content of one whole gzip stream; raise Undecodable or TooBig.

    Never holds more than ``MAX_INFLATED`` bytes, whatever the stream claims.
    """
    stream = zlib.decompressobj(wbits=31)
    try:
        found = stream.decompress(raw, MAX_INFLATED + 1)
    except zlib.error as error:
        raise Undecodable("the gzip stream is broken") from error
    if len(found) > MAX_INFLATED:
        raise TooBig(f"more than {MAX_INFLATED} bytes when inflated")
    if not stream.eof or stream.unused_data:
        raise Undecodable("the gzip stream is cut short or followed by something")
    return found


def read_body(request: Request) -> bytes:
    """Return the body, inflated when it came as gzip; raise Undecodable or TooBig."""
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    raw = request.get_data()
    if encoding == "gzip":
        return inflate(raw)
    if encoding not in ("", "identity"):
        raise Undecodable("only gzip is read")
    return raw


class StrictJson(JSONProvider):
    """Flask's JSON provider over ``load`` and ``dump``."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)

    def dumps(self, obj: object, **kwargs: Any) -> str:
        """Return compact JSON text."""
        return dump(obj).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Json:
        """Return the value; raise Unreadable (a ValueError, so Flask answers 400)."""
        return load(s.encode("utf-8", "surrogatepass") if isinstance(s, str) else s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return ``args`` or ``kwargs`` as a JSON answer."""
        body = self._prepare_response_obj(args, kwargs)
        return Response(dump(body), content_type="application/json")
