"""A phone's way in: look at an invitation, then use it."""

from typing import Any

from flask import Response

from server.api.auth import COOKIE_DOC, answer_with
from server.api.blueprint import Blueprint
from server.auth import check_own_page, read_grants
from server.config import now_ms
from server.limits import GUESS, limit_wrong_codes, limiter
from server.people import sessions
from server.people.me import grants_to_json
from server.phones import enrolment
from server.wire.people import EnrolledShape, EnrolShape, OfferShape, SecretShape

blp = Blueprint("enrol", __name__, url_prefix="/api/v1/enrol", description="Enrolment of phones")
guesses = limiter.shared_limit(GUESS, scope="invitation")


@blp.route("/look", methods=["POST"])
@guesses
@limit_wrong_codes
@blp.doc(security=[])
@blp.arguments(SecretShape)
@blp.response(200, OfferShape)
def look(said: dict[str, Any]) -> dict[str, object]:
    """Show what an invitation offers, without using it."""
    return enrolment.look(said.get("token") or said["code"])


@blp.route("", methods=["POST"])
@guesses
@limit_wrong_codes
@blp.doc(**COOKIE_DOC)
@blp.arguments(EnrolShape)
@blp.response(200, EnrolledShape)
def enrol(said: dict[str, Any]) -> Response:
    """Use an invitation up, once, and sign this phone in."""
    check_own_page()
    secret = said.get("token") or said["code"]
    let_in = enrolment.enrol(secret, said["name"], gone=said["gone"], **said["device"])
    grants = grants_to_json(read_grants(let_in.opened.user_key, now_ms()))
    return answer_with(let_in.opened, sessions.PHONE, push_key=let_in.push_key, grants=grants)
