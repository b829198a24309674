"""How often somebody may ask: per address or sign-in, before any work is done."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

# A whole office may stand behind one address: the limits stop floods, not people.
SIGN_IN = "30 per minute; 300 per hour"
GUESS = "20 per minute; 120 per hour"
# Wrong codes alone. Many addresses together must not find one of a few open codes in a million,
# so the second bound is that of the whole installation; who scans a QR is never held up by it.
WRONG_CODES = "20 per hour; 60 per day"
WRONG_CODES_OF_ALL = "100 per hour; 300 per day"
REFRESH = "120 per minute"
EXCHANGES = "300 per minute"  # of one sign-in: a phone that catches up needs a few a second
LOOK = "60 per minute"  # of a public page, whose evidence is compared with the log

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=False)


def limit_wrong_codes(view: Callable[..., Any]) -> Callable[..., Any]:
    """Count the wrong six digits that a view is given, per address and in all."""
    each = limiter.shared_limit(
        WRONG_CODES, "code", exempt_when=_brings_no_code, deduct_when=_was_wrong
    )
    of_all = limiter.shared_limit(
        WRONG_CODES_OF_ALL,
        "code_of_all",
        key_func=lambda: "all",
        exempt_when=_brings_no_code,
        deduct_when=_was_wrong,
    )
    limited: Callable[..., Any] = of_all(each(view))
    return limited


def _brings_no_code() -> bool:
    said = request.get_json(silent=True)
    return not (isinstance(said, dict) and "code" in said)


def _was_wrong(answer: Response) -> bool:
    return answer.status_code in (404, 410)


def sign_in_of_request() -> str:
    """Return what stands for the sign-in that the request brings, which itself is kept nowhere."""
    return sha256(request.headers.get("Authorization", "").encode()).hexdigest()


def init_limits(app: Flask) -> None:
    """Count the requests of ``app``; the counts live in memory and are shared by its threads."""
    limiter.init_app(app)
