"""Who signs in at a place, and ending it."""

from typing import Any

from flask import Response

from server.api.blueprint import Blueprint
from server.auth import actor
from server.matters.strays import list_strays
from server.people import access
from server.roles import Permission
from server.visible import find_at
from server.wire.matters import StraysShape
from server.wire.people import PlaceThenQuery
from server.wire.register import AccessPageShape

blp = Blueprint("access", __name__, url_prefix="/api/v1/access", description="Who signs in")


@blp.route("")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, AccessPageShape)
def index(said: dict[str, Any]) -> dict[str, Any]:
    """List everybody who signs in at or below a place, with roles and phones, now or then."""
    place = find_at(actor(), Permission.INVITE, said)
    return access.list_access(actor(), place, said["known_at"])


@blp.route("/strays")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, StraysShape)
def stray_records(said: dict[str, Any]) -> dict[str, Any]:
    """List quarantined records that belong to no community, above the communities."""
    return list_strays(actor(), said)


@blp.route("/grants/<id>", methods=["DELETE"])
@blp.response(204)
def end_grant(id: str) -> Response:
    """End a role at a place; what was recorded stays, what a phone holds still arrives."""
    access.end_grant(actor(), id)
    return Response(status=204)


@blp.route("/devices/<id>", methods=["DELETE"])
@blp.response(204)
def end_device(id: str) -> Response:
    """End a phone's sign-in."""
    access.end_device(actor(), id)
    return Response(status=204)
