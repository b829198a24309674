"""What was found at a door that a sample has drawn."""

from typing import Any

from server.api.blueprint import Blueprint
from server.auth import actor
from server.judging.spot import record_check
from server.wire.spot import CheckMadeShape, CheckShape

blp = Blueprint(
    "spot_checks", __name__, url_prefix="/api/v1/spot-checks", description="Spot checks"
)


@blp.route("", methods=["POST"])
@blp.arguments(CheckShape)
@blp.response(201, CheckMadeShape)
def create(said: dict[str, Any]) -> dict[str, Any]:
    """Record whether a drawn door agrees with its record; said again, the last word counts."""
    return record_check(actor(), said)
