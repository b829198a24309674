"""The standing of a place: how it came about, what it rests on, and the steps people take."""

from typing import Any

from flask import Response

from server import problems
from server.api.blueprint import Blueprint
from server.api.conditional import tagged_except
from server.auth import actor
from server.json import dump
from server.standings.certificates import print_certificate
from server.standings.opened import open_place
from server.standings.shown import standing_to_json
from server.standings.taking import take_step
from server.standings.waiting import waiting_for
from server.visible import path_names
from server.wire.people import PlaceQuery, PlaceThenQuery
from server.wire.standings import StepShape

blp = Blueprint("standings", __name__, url_prefix="/api/v1/standings", description="Standings")


@blp.route("")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, {"type": "object"})
def show(said: dict[str, Any]) -> Response:
    """Open a place's standing: conditions, history, and what the caller may do next or why not."""
    opened = open_place(actor(), said["place"], said["known_at"])
    return tagged_except("now", standing_to_json(opened))


@blp.route("", methods=["POST"])
@blp.arguments(StepShape)
@blp.response(200, {"type": "object"})
def take(said: dict[str, Any]) -> Response:
    """Take a step; the conditions are judged again, and a step that is not good is refused."""
    shown = standing_to_json(take_step(actor(), said))
    return Response(dump(shown), content_type="application/json")


@blp.route("/certificate")
@blp.arguments(PlaceQuery, location="query")
@blp.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
def certificate(said: dict[str, Any]) -> Response:
    """Print the certificate that a place holds now; the public page of its QR says if it stands."""
    opened = open_place(actor(), said["place"])
    held = opened.standing.certificate
    if held is None:
        raise problems.NotFound("this place holds no certificate")
    path = path_names([opened.place.key])[opened.place.key]
    answer = Response(print_certificate(held, opened.place, path), content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return answer


@blp.route("/waiting")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, {"type": "object"})
def waiting(said: dict[str, Any]) -> Response:
    """List the places at and below a place that stand on the way, those for the caller first."""
    return tagged_except("", waiting_for(actor(), said["place"], said["known_at"]))
