"""The board of a community or compound in one session, or of its doors or areas over days."""

from typing import Any

from flask import Response

from server import audit, problems
from server.api.blueprint import Blueprint
from server.api.conditional import Made, kept_unless_past
from server.auth import actor
from server.board.answers import board_to_json
from server.board.days import find_listed, note_glance, read_days
from server.board.session import board_stands_on, moment_of, read_board
from server.board.stretch import stretch_stands_on, times_until
from server.roles import Permission
from server.visible import find_at
from server.wire.board import BoardQuery, BoardShape, DaysQuery, DaysShape

PLACES = ("community", "village", "compound")

blp = Blueprint("board", __name__, url_prefix="/api/v1/board", description="The board")


@blp.route("")
@blp.arguments(BoardQuery, location="query")
@blp.response(200, BoardShape)
def show(said: dict[str, Any]) -> Response:
    """Return every door and area in its state; the tag changes only when something besides the
    moment of looking does."""
    place = find_at(actor(), Permission.BOARD, said, *PLACES)
    try:
        moment = moment_of(said["day"], said["session"], said["known_at"])
    except KeyError as error:
        raise problems.NotFound("the policy has no such session") from error
    answer = kept_unless_past(
        ("board", place.key, moment.day, moment.session),
        said["known_at"],
        lambda _: board_stands_on(place, moment),
        lambda: Made(board_to_json(read_board(place, moment))),
    )
    audit.note_glance("watch_board", user_key=actor().key, place_key=place.key)
    return answer


@blp.route("/days")
@blp.arguments(DaysQuery, location="query")
@blp.response(200, DaysShape)
def days(said: dict[str, Any]) -> Response:
    """Return the doors of a building, or the areas of a place, session by session."""
    kind, many, known_at = said["kind"], said["days"], said["known_at"]
    place = find_listed(actor(), kind, said)
    answer = kept_unless_past(
        ("days", place.key, kind, many),
        known_at,
        lambda at: stretch_stands_on(place, times_until(at, many), at, (kind,)),
        lambda: Made(read_days(place, kind, many, known_at)),
    )
    note_glance(actor(), place)
    return answer
