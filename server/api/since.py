"""Known then, known now: what has come in since a moment, and which verdicts it changed."""

from typing import Any

from server.api.blueprint import Blueprint
from server.auth import actor
from server.judging.since import came_since
from server.wire.since import SinceQuery, SinceShape

blp = Blueprint("since", __name__, url_prefix="/api/v1/since", description="Known then and now")


@blp.route("")
@blp.arguments(SinceQuery, location="query")
@blp.response(200, SinceShape)
def show(said: dict[str, Any]) -> dict[str, Any]:
    """Tell what has come in at a place since a moment: counts, the newest records, verdicts."""
    return came_since(actor(), said)
