"""The board of a community or compound in one session, or of its doors or areas over days."""

from typing import Any

from flask import Response

from server import audit, problems
from server.api.blueprint import Blueprint
from server.api.conditional import tagged_except
from server.auth import actor
from server.board import moment_of, read_board
from server.board_days import list_days
from server.board_json import board_to_json
from server.roles import Permission
from server.visible import find_place
from server.wire.board import BoardQuery, BoardShape, DaysQuery, DaysShape

PLACES = ("community", "village", "compound")

blp = Blueprint("board", __name__, url_prefix="/api/v1/board", description="The board")


@blp.route("")
@blp.arguments(BoardQuery, location="query")
@blp.response(200, BoardShape)
def show(said: dict[str, Any]) -> Response:
    """Return every door and area in its state; the tag changes only when something besides the
    moment of looking does."""
    place = find_place(actor(), Permission.BOARD, said["place"], *PLACES)
    try:
        moment = moment_of(said["day"], said["session"], said["known_at"])
    except KeyError as error:
        raise problems.NotFound("the policy has no such session") from error
    content = board_to_json(read_board(place, moment))
    audit.note_glance("watch_board", user_key=actor().key, place_key=place.key)
    return tagged_except("known_at", content)


@blp.route("/days")
@blp.arguments(DaysQuery, location="query")
@blp.response(200, DaysShape)
def days(said: dict[str, Any]) -> Response:
    """Return the doors of a building, or the areas of a place, session by session."""
    asked = said["kind"], said["place"], said["days"], said["known_at"]
    return tagged_except("known_at", list_days(actor(), *asked))
