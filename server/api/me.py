"""The person asking: who, where, and what they may do."""

from typing import Any

from flask import Response

from server.api.blueprint import Blueprint
from server.auth import actor
from server.limits import SIGN_IN, limiter
from server.people import confirming
from server.people.me import me_to_json
from server.wire.accounts import OwnAccountShape
from server.wire.people import MeShape, NewPassphraseShape, PassphraseChangedShape

blp = Blueprint("me", __name__, url_prefix="/api/v1/me", description="The person asking")


@blp.route("")
@blp.response(200, MeShape)
def show() -> dict[str, object]:
    """Return the person asking, the grants in force, and the server's time."""
    return me_to_json(actor())


@blp.route("/passphrase", methods=["POST"])
@limiter.limit(SIGN_IN)
@blp.arguments(NewPassphraseShape)
@blp.response(200, PassphraseChangedShape)
def change_passphrase(said: dict[str, Any]) -> dict[str, int]:
    """Change one's own passphrase; sessions at other desks end."""
    return {"ended": confirming.change_passphrase(actor(), said["old"], said["new"])}


@blp.route("/account", methods=["POST"])
@limiter.limit(SIGN_IN)
@blp.arguments(OwnAccountShape)
@blp.response(204)
def choose_account(said: dict[str, Any]) -> Response:
    """Choose an account and passphrase where one came in by an invitation, on a fresh sign-in."""
    confirming.choose_account(actor(), said["account"], said["passphrase"])
    return Response(status=204)
