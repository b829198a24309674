"""Answers with a tag: whoever holds the same bytes is told so, and gets none.

What is asked again every half minute is kept with what it stands on: rows and people as the
database has them at each request, so that it does not matter which process keeps what. While they
are the same, and the clock alone changes nothing, neither is anything computed.
"""

from base64 import urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import sha256
from threading import Lock
from typing import NamedTuple

from flask import Response, current_app, request

from server.config import now_ms
from server.json import dump

MOMENT = "known_at"
MOST_KEPT = 64
MOST_BYTES = 16 * 1024 * 1024
FOR_EVER = 2**63


class Kept(NamedTuple):
    """An answer: good while what it stands on is equal, from when until when.

    ``judged`` is without its moment, which is ``dated`` where there is one.
    """

    standing_on: Hashable
    since: int
    until: int
    judged: bytes
    dated: bool
    tag: str


class Made(NamedTuple):
    """What an answer says, and the first moment (ms) at which the clock alone may change it."""

    content: dict[str, object]
    until: int = FOR_EVER


class Answers:
    """What this process keeps of the answers asked for last; shared by its threads."""

    def __init__(self) -> None:
        self._of: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()
        self._bytes = 0

    def find(self, asked: Hashable, standing_on: Hashable, now: int) -> Kept | None:
        """Return the answer to a question if it is still good."""
        with self._lock:
            kept = self._of.get(asked)
            if kept is None or kept.standing_on != standing_on:
                return None
            if not kept.since <= now < kept.until:
                return None
            self._of.move_to_end(asked)
            return kept

    def keep(self, asked: Hashable, kept: Kept) -> None:
        """Keep an answer instead of the one before, and let those go that are not asked for."""
        with self._lock:
            before = self._of.pop(asked, None)
            self._of[asked] = kept
            self._bytes += len(kept.judged) - (len(before.judged) if before else 0)
            while len(self._of) > MOST_KEPT or self._bytes > MOST_BYTES:
                _, oldest = self._of.popitem(last=False)
                self._bytes -= len(oldest.judged)


def digest(body: bytes) -> str:
    """Return 22 characters that stand for the bytes."""
    return urlsafe_b64encode(sha256(body).digest()[:16]).decode().rstrip("=")


def tagged(body: bytes, tag: str | None = None) -> Response:
    """Return JSON bytes with an ETag, or 304 when the request names the same one."""
    answer = Response(body, content_type="application/json")
    answer.set_etag(tag or digest(body))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer


def tagged_except(moment: str, content: dict[str, object]) -> Response:
    """Return the content with a tag over everything but the member that says when it was read."""
    judged = dump({name: value for name, value in content.items() if name != moment})
    return tagged(dump(content), digest(judged))


def kept_answer(
    asked: Hashable, standing_on: Hashable, now: int, make: Callable[[], Made]
) -> Response:
    """Return what ``make`` returns, or what it returned when all it depends on was the same.

    ``asked`` names the question; ``make`` depends on it, on ``standing_on`` and on the clock,
    which says ``now`` (ms). The tag is over everything but ``known_at``, if there is any.
    """
    answers: Answers = current_app.extensions.setdefault("six_answers", Answers())
    kept = answers.find(asked, standing_on, now)
    if kept is None:
        made = make()
        judged = dump({name: of for name, of in made.content.items() if name != MOMENT})
        dated = MOMENT in made.content
        kept = Kept(standing_on, now, made.until, judged, dated, digest(judged))
        answers.keep(asked, kept)
    moment = b'{"%s":%d,' % (MOMENT.encode(), now)
    return tagged(moment + kept.judged[1:] if kept.dated else kept.judged, kept.tag)


def kept_unless_past(
    asked: Hashable,
    known_at: int | None,
    stands_on: Callable[[int], Hashable],
    make: Callable[[], Made],
) -> Response:
    """Return what ``make`` returns as of ``known_at`` (ms), kept where that is now.

    ``stands_on`` tells all that it depends on at a moment.
    """
    now = now_ms()
    if known_at is not None and known_at < now:
        return tagged_except(MOMENT, make().content)
    return kept_answer(asked, stands_on(now), now, make)
