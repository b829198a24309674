"""What a supervisor has to settle, and the decisions about it."""

from typing import Any

from flask import Response

from server.api.blueprint import Blueprint
from server.api.conditional import tagged_except
from server.auth import actor
from server.log.amendments import amend as amend_record
from server.matters import acts, reopening
from server.matters.listing import list_matters
from server.wire.matters import (
    AmendedShape,
    AmendShape,
    DecideShape,
    MattersShape,
    OpsShape,
    ReopenShape,
    SeenShape,
    SettleShape,
)
from server.wire.people import PlaceThenQuery

blp = Blueprint("matters", __name__, url_prefix="/api/v1/matters", description="To settle")


@blp.route("")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, MattersShape)
def index(said: dict[str, Any]) -> Response:
    """List what waits for a decision at a community or compound, the gravest and oldest first.

    With ``known_at`` what waited at that moment, to be looked at only.
    """
    return tagged_except("known_at", list_matters(actor(), said["place"], said["known_at"]))


@blp.route("/settle", methods=["POST"])
@blp.arguments(SettleShape)
@blp.response(200, OpsShape)
def settle(said: dict[str, Any]) -> dict[str, Any]:
    """Settle a conflict: one side, or both with a note; the heads are those that were seen."""
    return acts.settle(actor(), said)


@blp.route("/reopen", methods=["POST"])
@blp.arguments(ReopenShape)
@blp.response(200, OpsShape)
def reopen(said: dict[str, Any]) -> dict[str, Any]:
    """Take decisions about a conflict back: the accounts stand side by side again."""
    return reopening.reopen(actor(), said)


@blp.route("/decide", methods=["POST"])
@blp.arguments(DecideShape)
@blp.response(200, OpsShape)
def decide(said: dict[str, Any]) -> dict[str, Any]:
    """Admit or refuse quarantined records; their author is told."""
    return acts.decide(actor(), said)


@blp.route("/amend", methods=["POST"])
@blp.arguments(AmendShape)
@blp.response(200, AmendedShape)
def amend(said: dict[str, Any]) -> dict[str, Any]:
    """Correct, void or restore one record; the answer says what undoes it."""
    return amend_record(actor(), said["record"], said["heads"], said["fields"], said["why"])


@blp.route("/seen", methods=["POST"])
@blp.arguments(SeenShape)
@blp.response(200, OpsShape)
def see(said: dict[str, Any]) -> dict[str, Any]:
    """Take matters that ask for a look only off the list, or put them back."""
    return acts.mark_seen(actor(), said)
