"""People of concern, and what happens to them."""

from typing import Any

from server.api.blueprint import Blueprint
from server.auth import actor
from server.board.temperatures import list_temperatures
from server.judging.cases import list_cases, record_event
from server.wire.cases import (
    CaseEventShape,
    CaseMadeShape,
    CasesShape,
    TemperaturesShape,
)
from server.wire.people import PlaceThenQuery

blp = Blueprint("cases", __name__, url_prefix="/api/v1/cases", description="People of concern")


@blp.route("")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, CasesShape)
def index(said: dict[str, Any]) -> dict[str, Any]:
    """List the people of concern of a community or compound; the look is noted."""
    return list_cases(actor(), said["place"], said["known_at"])


@blp.route("/temperatures")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, TemperaturesShape)
def temperatures(said: dict[str, Any]) -> dict[str, Any]:
    """List the temperatures of a community or compound worth a look; the look is noted."""
    return list_temperatures(actor(), said["place"], said["known_at"])


@blp.route("", methods=["POST"])
@blp.arguments(CaseEventShape)
@blp.response(200, CaseMadeShape)
def create(said: dict[str, Any]) -> dict[str, Any]:
    """Record an event: opened, converted, released, excluded or transferred."""
    return record_event(actor(), said)
