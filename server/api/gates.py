"""The gate of a compound over the days."""

from typing import Any

from server.api.blueprint import Blueprint
from server.auth import actor
from server.board.gates import list_watch
from server.wire.gates import WatchShape
from server.wire.people import PlaceThenQuery

blp = Blueprint("gates", __name__, url_prefix="/api/v1/gates", description="Duty at the gate")


@blp.route("/watch")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, WatchShape)
def watch(said: dict[str, Any]) -> dict[str, Any]:
    """Show who was at the gate from when to when, and where nobody was."""
    return list_watch(actor(), said["place"], said["known_at"])
