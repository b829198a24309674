"""The request of one exchange, read from JSON: shapes and limits only, no judgement of records.

What is wrong here is the envelope, so nothing was stored and the phone keeps everything.

>>> read_request({"proto": 1})
Traceback (most recent call last):
    ...
sync.request.BadRequest: bad_request: replica
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sync.admission import read
from sync.log import Loss
from sync.ops import INT_MAX, MalformedOp, Op, body_hash, text_to_bytes

PROTO: Final = 1
MAX_BATCH: Final = 200
MAX_BATCH_BYTES: Final = 256 * 1024
MAX_PAGE: Final = 500
MAX_PAGE_BYTES: Final = 256 * 1024
MAX_FEEDS: Final = 2000
MAX_LOSSES: Final = 50
MAX_POINTS: Final = 256


@dataclass(frozen=True, slots=True)
class Limits:
    """How many ops a push may hold, and how many characters of bodies."""

    ops: int = MAX_BATCH
    text: int = MAX_BATCH_BYTES


class BadRequest(ValueError):
    """An envelope that cannot be read; `code` is for programs, `where` names the part at fault.

    Codes: bad_request (400), proto_unsupported (422), too_large (413).
    """

    def __init__(self, where: str, code: str = "bad_request") -> None:
        super().__init__(f"{code}: {where}")
        self.where = where
        self.code = code


@dataclass(frozen=True, slots=True)
class Element:
    """One op of a push: its body, or only its hash when the phone withholds or lost the body.

    `op` is what the body says, None when it says none: read here, before anything is locked.
    """

    bsha: bytes
    body: str | None
    op: Op | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """Ops n0, n0+1, … of the phone's chain; `prev` is link n0-1, `link` that of the last op."""

    n0: int
    prev: bytes
    link: bytes
    ops: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as PROTOCOL.md §3 names its fields; hashes as bytes, times ms UTC."""

    replica: bytes
    sealed: int
    sv: int
    sent: int
    cur: Mapping[int, int]
    push: Push | None = None
    vd: bytes | None = None
    epoch: str | None = None
    app: str | None = None
    kinds: Mapping[str, int] | None = None
    oldest: int | None = None
    persist: bool | None = None
    free: int | None = None
    clk: tuple[int, int] | None = None
    kept: int | None = None
    lost: tuple[Loss, ...] = ()
    limit: int = MAX_PAGE
    limit_bytes: int = MAX_PAGE_BYTES
    cat: str | None = None


def read_request(raw: Any, most: Limits | None = None) -> Request:
    """Return the request that a JSON object says; raises BadRequest naming the part at fault."""
    given = _object(raw, "request")
    if given.get("proto") != PROTO:
        raise BadRequest(f"proto: this server speaks {PROTO}", "proto_unsupported")
    storage = _object(given.get("stor") or {}, "stor")
    limits = _object(given.get("lim") or {}, "lim")
    return Request(
        replica=_bytes(given.get("replica"), 16, "replica"),
        sealed=_whole(given.get("sealed"), "sealed"),
        sv=_whole(given.get("sv"), "sv", most=2**50),
        sent=_whole(given.get("sent"), "sent"),
        cur=_cursors(given.get("cur")),
        push=_push(given["push"], most or Limits()) if given.get("push") is not None else None,
        vd=_bytes(given["vd"], 16, "vd") if given.get("vd") is not None else None,
        epoch=short_text(given.get("epoch"), "epoch"),
        app=short_text(given.get("app"), "app"),
        kinds=_versions(given.get("kinds")),
        oldest=_optional(given.get("oldest"), "oldest"),
        persist=_flag(storage.get("persist"), "stor.persist"),
        free=_optional(storage.get("free"), "stor.free"),
        clk=_clk(given.get("clk")),
        kept=_optional(given.get("kept"), "kept"),
        lost=_losses(given.get("lost") or []),
        limit=min(MAX_PAGE, max(1, _whole(limits.get("n", MAX_PAGE), "lim.n"))),
        limit_bytes=min(
            MAX_PAGE_BYTES, max(1, _whole(limits.get("bytes", MAX_PAGE_BYTES), "lim.bytes"))
        ),
        cat=short_text(given.get("cat"), "cat"),
    )


def read_points(raw: Any) -> list[tuple[int, int]]:
    """Return the (feed, q) pairs of a check, q >= 1; raises BadRequest."""
    points = _list(_object(raw, "request").get("at"), MAX_POINTS, "at")
    return [_pair(point, "at", least=1) for point in points]


def _push(raw: Any, most: Limits) -> Push:
    given = _object(raw, "push")
    elements = tuple(_element(each) for each in _list(given.get("ops"), most.ops, "push.ops"))
    if sum(len(each.body or "") for each in elements) > most.text:
        raise BadRequest(f"push.ops: more than {most.text} bytes", "too_large")
    return Push(
        n0=_whole(given.get("n0"), "push.n0", least=1),
        prev=_bytes(given.get("prev"), 32, "push.prev"),
        link=_bytes(given.get("link"), 32, "push.link"),
        ops=elements,
    )


def _element(raw: Any) -> Element:
    if isinstance(raw, str):
        # JSON text holds no raw NUL and no lone surrogate, and no database would take them.
        if "\x00" in raw:
            raise BadRequest("push.ops: a raw NUL")
        try:
            bsha = body_hash(raw)
        except MalformedOp as error:
            raise BadRequest("push.ops: no UTF-8") from error
        return Element(bsha, raw, read(raw, bsha))
    return Element(_bytes(_object(raw, "push.ops").get("h"), 32, "push.ops.h"), None)


def _losses(raw: Any) -> tuple[Loss, ...]:
    losses = []
    for each in _list(raw, MAX_LOSSES, "lost"):
        given = _object(each, "lost")
        losses.append(
            Loss(
                replica=_bytes(given.get("replica"), 16, "lost.replica"),
                n=_whole(given.get("n"), "lost.n"),
                kept=_whole(given.get("kept", 0), "lost.kept"),
                why=short_text(given.get("why"), "lost.why") or "unknown",
            )
        )
    return tuple(losses)


def _cursors(raw: Any) -> dict[int, int]:
    given = _object(raw, "cur")
    if len(given) > MAX_FEEDS:
        raise BadRequest(f"cur: more than {MAX_FEEDS} feeds", "too_large")
    return {_feed(key): _whole(value, "cur") for key, value in given.items()}


def _feed(key: str) -> int:
    if not key.isascii() or not key.isdecimal() or len(key) > 9:
        raise BadRequest("cur")
    return int(key)


def _versions(raw: Any) -> dict[str, int] | None:
    if raw is None:
        return None
    given = _object(raw, "kinds")
    if len(given) > MAX_BATCH:
        raise BadRequest("kinds")
    return {str(short_text(key, "kinds")): _whole(value, "kinds") for key, value in given.items()}


def _clk(raw: Any) -> tuple[int, int] | None:
    return None if raw is None else _pair(raw, "clk", least=-INT_MAX)


def _object(raw: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise BadRequest(where)
    return raw


def _list(raw: Any, most: int, where: str) -> Sequence[Any]:
    if not isinstance(raw, list):
        raise BadRequest(where)
    if len(raw) > most:
        raise BadRequest(f"{where}: more than {most}", "too_large")
    return raw


def _pair(raw: Any, where: str, least: int) -> tuple[int, int]:
    if not isinstance(raw, list) or len(raw) != 2:
        raise BadRequest(where)
    return _whole(raw[0], where, least), _whole(raw[1], where, least)


def _whole(raw: Any, where: str, least: int = 0, most: int = INT_MAX) -> int:
    if type(raw) is not int or not least <= raw <= most:
        raise BadRequest(where)
    return raw


def _optional(raw: Any, where: str) -> int | None:
    return None if raw is None else _whole(raw, where)


def _flag(raw: Any, where: str) -> bool | None:
    if raw is not None and not isinstance(raw, bool):
        raise BadRequest(where)
    return raw


def short_text(raw: Any, where: str) -> str | None:
    """Return a short text that the server keeps: printable, or not every database would take it."""
    if raw is None:
        return None
    if not isinstance(raw, str) or len(raw) > 100 or not raw.isprintable():
        raise BadRequest(where)
    return raw


def _bytes(raw: Any, length: int, where: str) -> bytes:
    try:
        return text_to_bytes(raw, length)
    except (ValueError, AttributeError) as error:
        raise BadRequest(where) from error
