"""QR cards of doors, areas and stairwells, on paper."""

from typing import Any

from flask import Response, request

from server.api.blueprint import Blueprint
from server.auth import actor
from server.people.invitations import home_of
from server.reports.cards import write_cards
from server.roles import Permission
from server.visible import find_place
from server.wire.cards import CardsQuery

blp = Blueprint("cards", __name__, url_prefix="/api/v1/cards", description="QR cards")


@blp.route("")
@blp.arguments(CardsQuery, location="query")
@blp.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
def show(said: dict[str, Any]) -> Response:
    """Send the cards of a compound or building as A4 to cut apart."""
    top = find_place(actor(), Permission.CARDS, said["place"], "compound", "building")
    paper = write_cards(top, said["kind"], said["lang"], said["phone"], home_of(request))
    answer = Response(paper, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="cards-{said["kind"]}.pdf"'
    return answer
