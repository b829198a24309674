"""Op: one immutable thing that a phone, or the server, sealed; the codec of its body.

The body is the exact JSON text its author made once; nobody serialises it again. Its hash is the
op's identity, so two copies of one op are one op and nothing about it can change unnoticed.

>>> body = seal(OpParts(kind="screening", version=1, nonce="AAECAwQFBgc", place="c1.1.1.201",
...     slot="2020-03-10/am", by="u5", at=1583800000000, tz=480, rec=1583800000000,
...     fields={"outcome": "normal"}))
>>> op = read_op(body)
>>> op.id, op.kind, op.fields["outcome"]
('s0fUP0PIRNCDM3UIX7xtyg', 'screening', 'normal')
"""

import json
import re
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, NoReturn, TypeAlias

FORMAT: Final = 1
MAX_BODY_BYTES: Final = 16 * 1024
INT_MAX: Final = 2**53 - 1  # the largest whole number that a phone's numbers hold exactly
MAX_DEPTH: Final = 4  # of a field's value; a list of readings is 2 deep
MAX_PARENTS: Final = 64

Value: TypeAlias = str | int | bool | list["Value"] | dict[str, "Value"] | None

# What may name a thing: no control, no blank, no lone surrogate, which no database would bind.
_NAME: Final = re.compile("[^\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]{1,128}")
_FIELD: Final = re.compile("[a-z_][a-z0-9_]{0,63}")
_NONCE: Final = re.compile("[A-Za-z0-9_-]{11}")
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_LONE: Final = re.compile("[\ud800-\udfff]")


class MalformedOp(ValueError):
    """A body that is no op: `why` names the part at fault. The bytes are kept all the same."""

    def __init__(self, why: str) -> None:
        super().__init__(f"malformed op: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class OpParts:
    """What a body is made of; times are ms UTC, `tz` minutes, `clk` (offset ms, uncertainty ms)."""

    kind: str
    version: int
    nonce: str
    place: str
    by: str
    at: int | tuple[int, int]
    tz: int
    rec: int
    slot: str | None = None
    subject: str | None = None
    root: str | None = None
    parents: Sequence[str] = ()
    clk: tuple[int, int] | None = None
    anc: int | None = None
    fields: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Op:
    """A body that was read: `id` is 22 characters of base64url, `bsha` its whole SHA-256.

    `at_from`..`at_to` is when it was observed, as a person claims; `rec` the phone's clock when it
    was sealed, `clk` what the phone then knew of its clock, `anc` the last server time it had seen.
    """

    id: str
    body: str
    bsha: bytes
    kind: str
    version: int
    nonce: str
    place: str
    slot: str | None
    subject: str | None
    root: str | None
    parents: tuple[str, ...]
    by: str
    at_from: int
    at_to: int
    tz: int
    rec: int
    clk: tuple[int, int] | None
    anc: int | None
    fields: Mapping[str, Value]


def bytes_to_text(raw: bytes) -> str:
    """Return base64url without padding: how bytes travel and how ids are written."""
    return b2a_base64(raw, newline=False).translate(_URL_SAFE, b"=").decode("ascii")


def text_to_bytes(text: str, length: int) -> bytes:
    """Return the `length` bytes that a base64url text stands for; raises ValueError otherwise."""
    raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    # Decoding forgives letters outside the alphabet and stray bits; an id must have one spelling.
    if len(raw) != length or bytes_to_text(raw) != text:
        raise ValueError(f"not {length} bytes of base64url: {text[:64]!r}")
    return raw


def body_hash(body: str) -> bytes:
    """Return the SHA-256 of a body's UTF-8; raises MalformedOp for text that has no UTF-8."""
    try:
        return sha256(body.encode("utf-8")).digest()
    except UnicodeEncodeError as error:
        raise MalformedOp("utf8") from error


def op_id(bsha: bytes) -> str:
    """Return the id that a body's hash gives its op: the first 16 bytes, as 22 characters."""
    return bytes_to_text(bsha[:16])


def seal(parts: OpParts) -> str:
    """Return the body of a new op; it is made once, so keep it. Same parts, same text.

    Lone surrogates in the parts leave as \\uXXXX escapes, so that every body has a UTF-8 form.
    """
    raw = {
        "v": FORMAT, "k": parts.kind, "kv": parts.version, "x": parts.nonce, "pl": parts.place,
        "slot": parts.slot, "su": parts.subject, "root": parts.root,
        "parents": list(parts.parents) or None, "by": parts.by, "at": parts.at, "tz": parts.tz,
        "rec": parts.rec, "clk": parts.clk, "anc": parts.anc, "set": parts.fields,
    }  # fmt: skip
    present = {key: value for key, value in raw.items() if value is not None}
    text = json.dumps(present, ensure_ascii=False, separators=(",", ":"))
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def read_op(body: str, bsha: bytes | None = None) -> Op:
    """Return the op that a body says; raises MalformedOp naming the part at fault.

    Unknown keys are let through: they belong to a newer version. `bsha` spares hashing it again.
    """
    digest = bsha or body_hash(body)
    # No character takes more than four bytes: most bodies need not be encoded to be measured.
    if len(body) * 4 > MAX_BODY_BYTES and len(body.encode("utf-8")) > MAX_BODY_BYTES:
        raise MalformedOp("too_large")
    raw = _parse(body)
    if raw.get("v") != FORMAT or raw["v"] is True:
        raise MalformedOp("v")
    at = raw.get("at")
    at_from, at_to = _pair(at, "at") if isinstance(at, list) else (_whole(at, "at"),) * 2
    if at_to < at_from:
        raise MalformedOp("at")
    return Op(
        id=op_id(digest),
        body=body,
        bsha=digest,
        kind=_name(raw.get("k"), "k"),
        version=_whole(raw.get("kv"), "kv"),
        nonce=_nonce(raw.get("x")),
        place=_name(raw.get("pl"), "pl"),
        slot=_optional_name(raw, "slot"),
        subject=_optional_name(raw, "su"),
        root=_optional_name(raw, "root"),
        parents=_parents(raw.get("parents", [])),
        by=_name(raw.get("by"), "by"),
        at_from=at_from,
        at_to=at_to,
        tz=_whole(raw.get("tz"), "tz"),
        rec=_whole(raw.get("rec"), "rec"),
        clk=_pair(raw["clk"], "clk") if "clk" in raw else None,
        anc=_whole(raw["anc"], "anc") if "anc" in raw else None,
        fields=_fields(raw.get("set")),
    )


def _refuse_number(text: str) -> NoReturn:
    raise MalformedOp("float")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedOp("twice")
    return found


# Numbers with a point, NaN and Infinity differ between languages: an op holds none.
_DECODER: Final = json.JSONDecoder(
    parse_float=_refuse_number, parse_constant=_refuse_number, object_pairs_hook=_once
)


def _parse(body: str) -> dict[str, Any]:
    try:
        raw = _DECODER.decode(body)
    except MalformedOp:
        raise
    except (ValueError, RecursionError) as error:
        raise MalformedOp("json") from error
    if not isinstance(raw, dict):
        raise MalformedOp("json")
    return raw


def _whole(value: Any, key: str) -> int:
    if type(value) is not int or not -INT_MAX <= value <= INT_MAX:
        raise MalformedOp(key)
    return value


def _pair(value: Any, key: str) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise MalformedOp(key)
    return _whole(value[0], key), _whole(value[1], key)


def _name(value: Any, key: str) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise MalformedOp(key)
    return value


def _optional_name(raw: Mapping[str, Any], key: str) -> str | None:
    return _name(raw[key], key) if key in raw else None


def _nonce(value: Any) -> str:
    if not isinstance(value, str) or not _NONCE.fullmatch(value):
        raise MalformedOp("x")
    return value


def _parents(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MAX_PARENTS:
        raise MalformedOp("parents")
    return tuple(_name(each, "parents") for each in value)


def _fields(value: Any) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise MalformedOp("set")
    for name, each in value.items():
        if not _FIELD.fullmatch(name):
            raise MalformedOp("set")
        _check_value(each, MAX_DEPTH)
    return value


def _check_value(value: Any, depth: int) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        _whole(value, "set")
    elif depth == 0:
        raise MalformedOp("set")
    elif isinstance(value, list):
        for each in value:
            _check_value(each, depth - 1)
    else:
        for each in value.values():
            _check_value(each, depth - 1)
