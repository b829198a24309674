"""Invitations as the desk makes, lists and withdraws them."""

from typing import Any

from flask import Response, request

from server.api.blueprint import Blueprint
from server.auth import actor
from server.people import granting, invitations, invited
from server.roles import Permission
from server.visible import find_at
from server.wire.people import InvitationMadeShape, InvitationsShape, InviteShape, PlaceThenQuery

blp = Blueprint(
    "invitations", __name__, url_prefix="/api/v1/invitations", description="Invitations"
)


@blp.route("")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, InvitationsShape)
def index(said: dict[str, Any]) -> dict[str, object]:
    """List the invitations at or below a place that are open or were just used, now or then."""
    place = find_at(actor(), Permission.INVITE, said)
    return {"invitations": invited.list_below(actor(), place, said["known_at"])}


@blp.route("", methods=["POST"])
@blp.arguments(InviteShape)
@blp.response(201, InvitationMadeShape)
def create(said: dict[str, Any]) -> dict[str, object]:
    """Make an invitation; its token and code are in this answer and nowhere else."""
    granting.check_places(actor(), said["role"], said["places"])
    person = invitations.find_person(actor(), said["person"])
    valid_to = granting.end_of(said["until"])
    made = invitations.invite(actor(), said["name"], said["role"], said["places"], valid_to, person)
    return invitations.made_to_json(made, request)


@blp.route("/<id>", methods=["DELETE"])
@blp.response(204)
def withdraw(id: str) -> Response:
    """Withdraw an invitation that nobody has used."""
    invitations.withdraw(actor(), invitations.find(actor(), id))
    return Response(status=204)
