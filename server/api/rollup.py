"""The roll-up: how many places are epidemic-free, of how many, and what moved since the round."""

from typing import Any

from flask import Response

from server.api.blueprint import Blueprint
from server.api.conditional import tagged, tagged_except
from server.auth import actor
from server.json import dump
from server.roles import Permission
from server.rollup.answers import opened, rollup_to_json
from server.rollup.ground import ABOVE
from server.visible import find_at
from server.wire.people import PlaceThenQuery
from server.wire.rollup import OpenedQuery

MOST_ROWS = 200  # right below a place: no real one has so many, and `/places` lists them all

blp = Blueprint("rollup", __name__, url_prefix="/api/v1/rollup", description="The roll-up")


@blp.route("")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, {"type": "object"})
def show(said: dict[str, Any]) -> Response:
    """Count what is epidemic-free at a place and right below it; each with its denominator."""
    place = find_at(actor(), Permission.ROLLUP, said, *ABOVE)
    shown = rollup_to_json(place, said["known_at"], MOST_ROWS)
    if said["known_at"] is None:
        # What is read now differs from moment to moment in nothing but the moment.
        return tagged_except("known_at", shown | {"at": None})
    return tagged(dump(shown))


@blp.route("/places")
@blp.arguments(OpenedQuery, location="query")
@blp.response(200, {"type": "object"})
def places(said: dict[str, Any]) -> Response:
    """Open a number of the roll-up into the places that it counts."""
    place = find_at(actor(), Permission.ROLLUP, said, *ABOVE)
    return tagged(dump(opened(place, said)))
