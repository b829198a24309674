"""The rounds that were missed in the last days, and what is said about them."""

from typing import Any

from flask import Response

from server import missed
from server.api.blueprint import Blueprint
from server.api.conditional import Made, kept_unless_past
from server.auth import actor
from server.wire.missed import (
    ExplainShape,
    MissedOpenedShape,
    MissedQuery,
    MissedRoundQuery,
    MissedShape,
)
from server.wire.register import WrittenShape

blp = Blueprint("missed", __name__, url_prefix="/api/v1/missed", description="Missed rounds")


@blp.route("")
@blp.arguments(MissedQuery, location="query")
@blp.response(200, MissedShape)
def index(said: dict[str, Any]) -> Response:
    """List the rounds of every building and area in the last days."""
    place, days, known_at = (
        missed.find_watched(actor(), said),
        said["days"],
        said["known_at"],
    )
    answer = kept_unless_past(
        ("missed", place.key, days),
        known_at,
        lambda at: missed.rounds_stand_on(place, days, at),
        lambda: Made(missed.list_rounds(place, days, known_at)),
    )
    missed.note_glance(actor(), place)
    return answer


@blp.route("/round")
@blp.arguments(MissedRoundQuery, location="query")
@blp.response(200, MissedOpenedShape)
def show(said: dict[str, Any]) -> dict[str, Any]:
    """Open one round: which doors, who was on duty, whose phone is silent, what was said."""
    return missed.open_round(actor(), said["place"], said["day"], said["session"], said["known_at"])


@blp.route("/explanations", methods=["POST"])
@blp.arguments(ExplainShape)
@blp.response(201, WrittenShape)
def explain(said: dict[str, Any]) -> dict[str, Any]:
    """Say why a round was missed; it stays missed, and an undo takes the words back."""
    return missed.explain(actor(), said)
