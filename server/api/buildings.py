"""The doors of a building that has no list: drawn first, then made."""

from typing import Any

from server.api.blueprint import Blueprint
from server.auth import actor
from server.roles import Permission
from server.roster import imports
from server.visible import find_place
from server.wire.rosters import DrawnBuildingShape, NewBuildingShape

blp = Blueprint("buildings", __name__, url_prefix="/api/v1/buildings", description="Buildings")


@blp.route("/preview", methods=["POST"])
@blp.arguments(NewBuildingShape)
@blp.response(200, DrawnBuildingShape)
def preview(said: dict[str, Any]) -> dict[str, object]:
    """Draw the building as it would stand; changes nothing."""
    compound = find_place(actor(), Permission.ROSTER, said["compound"], "compound")
    return imports.preview_building(said, compound)


@blp.route("", methods=["POST"])
@blp.arguments(NewBuildingShape)
@blp.response(201, DrawnBuildingShape)
def create(said: dict[str, Any]) -> dict[str, object]:
    """Make the building and its doors; doors that exist already are left as they are."""
    compound = find_place(actor(), Permission.ROSTER, said["compound"], "compound")
    return imports.create_building(said, compound, actor())
