"""Criteria set aside for a compound, with a reason and an end."""

from typing import Any

from flask import Response

from server.api.blueprint import Blueprint
from server.auth import actor
from server.judging.waivers import end_waiver, list_waivers, waive
from server.wire.waivers import WaiverShape, WaiversQuery, WaiversShape, WaiveShape

blp = Blueprint("waivers", __name__, url_prefix="/api/v1/waivers", description="Waivers")


@blp.route("")
@blp.arguments(WaiversQuery, location="query")
@blp.response(200, WaiversShape)
def index(said: dict[str, Any]) -> dict[str, object]:
    """List every waiver of a compound, the ended ones too."""
    return {"waivers": list_waivers(actor(), said["compound"])}


@blp.route("", methods=["POST"])
@blp.arguments(WaiveShape)
@blp.response(201, WaiverShape)
def create(said: dict[str, Any]) -> dict[str, object]:
    """Set a criterion aside until a day; the checklist shows by whom, why and until when."""
    return waive(actor(), said)


@blp.route("/<id>", methods=["DELETE"])
@blp.response(204)
def end(id: str) -> Response:
    """End a waiver before its day."""
    end_waiver(actor(), id)
    return Response(status=204)
