"""Published rounds: list them, open one, publish the one that is due, add what came later."""

from typing import Any

from flask import Response

from server.api.blueprint import Blueprint
from server.api.conditional import tagged
from server.auth import actor
from server.json import dump
from server.roles import Permission
from server.rollup.answers import round_to_json, rounds_to_json
from server.rollup.ground import ABOVE
from server.rollup.judging import judge_below
from server.rollup.rounds import PUBLISHERS, amend, find_round, publish
from server.visible import find_at, find_place
from server.wire.people import PlaceThenQuery
from server.wire.rollup import PublishShape, RoundNoteShape

blp = Blueprint("rounds", __name__, url_prefix="/api/v1/rounds", description="Published rounds")
MOST_JUDGED = 300  # compounds while somebody waits; `flask rounds judge` has no such bound


def answer(content: dict[str, Any], status: int = 200) -> Response:
    """Return the answer to a change, which nobody keeps."""
    return Response(dump(content), status, content_type="application/json")


@blp.route("")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, {"type": "object"})
def index(said: dict[str, Any]) -> Response:
    """List the rounds that hold for a place, the newest first, with their figures there."""
    place = find_at(actor(), Permission.ROLLUP, said, *ABOVE)
    return tagged(dump(rounds_to_json(place, said["known_at"])))


@blp.route("/<int:round>")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, {"type": "object"})
def show(said: dict[str, Any], round: int) -> Response:
    """Show a round as published, its amendments, and what was heard since."""
    place = find_at(actor(), Permission.ROLLUP, said, *ABOVE)
    found = find_round(place, round, said["known_at"])
    return tagged(dump(round_to_json(place, found, said["known_at"])))


@blp.route("", methods=["POST"])
@blp.arguments(PublishShape)
@blp.response(200, {"type": "object"})
def create(said: dict[str, Any]) -> Response:
    """Publish the round that is due; asked again, it answers with the same one, unchanged."""
    place = find_place(actor(), Permission.PUBLISH, said["place"], *PUBLISHERS)
    judge_below(place, most=MOST_JUDGED)
    found, fresh = publish(place, actor().key)
    return answer(round_to_json(place, found) | {"new": fresh})


@blp.route("/<int:round>/amendments", methods=["POST"])
@blp.arguments(RoundNoteShape)
@blp.response(201, {"type": "object"})
def add(said: dict[str, Any], round: int) -> Response:
    """Add what was heard after a round was published, with a note; the round stays as it is."""
    place = find_place(actor(), Permission.PUBLISH, said["place"], *PUBLISHERS)
    found = find_round(place, round)
    amend(place, found, actor().key, said["note"])
    return answer(round_to_json(place, found), 201)
