"""Answers with a tag: whoever holds the same bytes is told so, and gets none."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from flask import Response, request

from server.json import dump


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
