"""What was recorded at a door."""

from typing import Any

from server.api.blueprint import Blueprint
from server.auth import actor
from server.records import single
from server.wire.records import HistoryShape, KnownQuery

blp = Blueprint("doors", __name__, url_prefix="/api/v1/doors", description="Doors")


@blp.route("/<household>/history")
@blp.arguments(KnownQuery, location="query")
@blp.response(200, HistoryShape)
def history(said: dict[str, Any], household: str) -> dict[str, Any]:
    """Return the records of a door, newest first; the reading is noted."""
    return single.history(actor(), household, said["known_at"])
