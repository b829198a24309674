"""The exchange of phones: what they push and pull, the poll while idle, and the bisection."""

from flask import Response, request

from server.api.blueprint import Blueprint
from server.api.conditional import tagged
from server.auth import actor
from server.json import dump
from server.limits import EXCHANGES, limiter, sign_in_of_request
from server.log.exchanging import (
    checked,
    envelope,
    patiently,
    pushing_session,
    read_json,
    rules_now,
    session_of,
)
from server.rules import policy
from server.store import current_store
from server.wire.exchange import ENVELOPE, POINTS, json_body
from sync import exchange as protocol

blp = Blueprint(
    "exchange", __name__, url_prefix="/api/v1/exchange", description="The exchange of phones"
)


@blp.route("", methods=["POST"])
@limiter.limit(EXCHANGES, key_func=sign_in_of_request)
@blp.doc(requestBody=json_body(ENVELOPE))
@blp.response(200, {"type": "object"})
def exchange() -> Response:
    """Take what a phone pushes, durably; return its receipt and what it has not seen."""
    # Whoever brings no key of ours is sent away before a byte of theirs is unpacked.
    session, asked, rules = pushing_session(), envelope(read_json(request)), rules_now()
    store = current_store()
    answer = patiently(lambda: checked(lambda: protocol.serve(store, asked, session, rules)))
    store.pulled.count(answer, session, store.now(), policy().tz)
    return Response(dump(answer), content_type="application/json")


@blp.route("/heads")
@blp.response(200, {"type": "object"})
def heads() -> Response:
    """Return a tag that changes whenever an exchange would bring something new: 304 until then."""
    tag = protocol.heads_tag(current_store(), session_of(actor()))
    return tagged(dump({"heads": tag}), tag)


@blp.route("/check", methods=["POST"])
@limiter.limit(EXCHANGES, key_func=sign_in_of_request)
@blp.doc(requestBody=json_body(POINTS))
@blp.response(200, {"type": "object"})
def check() -> Response:
    """Return the server's sums at the points asked, so that a phone finds its bad entry."""
    raw, session = read_json(request), session_of(actor())
    answer = checked(lambda: protocol.check(current_store(), raw, session))
    return Response(dump(answer), content_type="application/json")
