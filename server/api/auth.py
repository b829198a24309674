"""Signing in at a desk, carrying a session on, and ending it."""

from typing import Any

from flask import Response, jsonify, request

from server.api.blueprint import Blueprint
from server.auth import actor, check_own_page, issue_access
from server.limits import GUESS, REFRESH, SIGN_IN, limiter
from server.people import accounts, confirming, openings, sessions
from server.wire.people import (
    ChooseShape,
    ConfirmShape,
    OpeningOfferShape,
    OpeningSecretShape,
    SessionDoorQuery,
    SignedInShape,
    SignInShape,
)

blp = Blueprint("auth", __name__, url_prefix="/api/v1/auth", description="Sign-in")
guesses = limiter.shared_limit(GUESS, scope="opening")
COOKIE_DOC = {"security": [], "description": "Needs the header X-Six: 1."}


def answer_with(opened: sessions.Opened, door: str, **more: object) -> Response:
    """Return the access token in the body and the refresh token in this door's cookie."""
    access = issue_access(opened.user_key, opened.device_key, opened.credential_key)
    user = {"id": f"u{opened.user_key}", "name": opened.name}
    answer = jsonify(access=access, user=user, **more)
    sessions.set_cookie(answer, request, door, opened.token)
    return answer


@blp.route("/sign-in", methods=["POST"])
@limiter.limit(SIGN_IN)
@blp.doc(**COOKIE_DOC)
@blp.arguments(SignInShape)
@blp.response(200, SignedInShape)
def sign_in(said: dict[str, Any]) -> Response:
    """Sign in with an account and its passphrase; wrong ones slow the account down."""
    check_own_page()
    platform = request.headers.get("User-Agent", "")
    opened = accounts.sign_in(said["account"], said["passphrase"], platform)
    return answer_with(opened, sessions.DESK)


@blp.route("/first/look", methods=["POST"])
@guesses
@blp.doc(security=[])
@blp.arguments(OpeningSecretShape)
@blp.response(200, OpeningOfferShape)
def look(said: dict[str, str]) -> dict[str, object]:
    """Show whose account a one-time code opens, without using it."""
    return openings.look(said)


@blp.route("/first", methods=["POST"])
@guesses
@blp.doc(**COOKIE_DOC)
@blp.arguments(ChooseShape)
@blp.response(200, SignedInShape)
def choose(said: dict[str, str]) -> Response:
    """Choose the passphrase of an account with its one-time code, and sign in."""
    check_own_page()
    passphrase = said.pop("passphrase")
    opened = openings.choose(said, passphrase, request.headers.get("User-Agent", ""))
    return answer_with(opened, sessions.DESK)


@blp.route("/confirm", methods=["POST"])
@limiter.limit(SIGN_IN)
@blp.arguments(ConfirmShape)
@blp.response(204)
def confirm(said: dict[str, Any]) -> Response:
    """Give one's own passphrase again, before others are given a way in."""
    confirming.confirm(actor(), said["passphrase"])
    return Response(status=204)


@blp.route("/refresh", methods=["POST"])
@limiter.limit(REFRESH)
@blp.doc(**COOKIE_DOC)
@blp.arguments(SessionDoorQuery, location="query")
@blp.response(200, SignedInShape)
def refresh(said: dict[str, Any]) -> Response:
    """Exchange the session's cookie for the next one and a new access token."""
    check_own_page()
    door = sessions.door_of(request, said["at"])
    opened = sessions.refresh_session(sessions.read_cookie(request, door))
    return answer_with(opened, door)


@blp.route("/sign-out", methods=["POST"])
@blp.doc(**COOKIE_DOC)
@blp.arguments(SessionDoorQuery, location="query")
@blp.response(204)
def sign_out(said: dict[str, Any]) -> Response:
    """End the session of the cookie; what the phone has not sent stays on the phone."""
    check_own_page()
    door = sessions.door_of(request, said["at"])
    sessions.end_session(request.cookies.get(sessions.cookie_name(request, door), ""))
    answer = Response(status=204)
    sessions.drop_cookie(answer, request, door)
    if door == sessions.DESK:
        # What the browser kept of the desk's pages goes; a phone's records are not its cache.
        answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
