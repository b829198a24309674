"""The place tree as the desk browses and searches it, and the division lists that begin it."""

from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from server.api.blueprint import Blueprint
from server.auth import actor
from server.roster import imports, tree
from server.roster.sheets import MAX_BYTES
from server.wire.rosters import FileShape, ImportShape, PlacesQuery, PlacesShape

blp = Blueprint("places", __name__, url_prefix="/api/v1/places", description="The place tree")


@blp.before_request
def allow_lists() -> None:
    """Take files up to the size that the reader takes; it says so itself when one is larger."""
    request.max_content_length = MAX_BYTES + 64 * 1024


@blp.route("")
@blp.arguments(PlacesQuery, location="query")
@blp.response(200, PlacesShape)
def index(said: dict[str, Any]) -> dict[str, object]:
    """List the children of a place, everything of one type within it, or what bears a name."""
    return tree.list_places(actor(), said, said.pop("known_at"))


@blp.route("/preview", methods=["POST"])
@blp.arguments(FileShape, location="files")
@blp.response(200, ImportShape)
def preview(said: dict[str, FileStorage]) -> dict[str, object]:
    """Say what a list of divisions would add and change; changes nothing."""
    return imports.preview_divisions(said["file"].read())


@blp.route("", methods=["POST"])
@blp.arguments(FileShape, location="files")
@blp.response(200, ImportShape)
def create(said: dict[str, FileStorage]) -> dict[str, object]:
    """Add the divisions of a list, all of them or none; raises RosterFaulty."""
    return imports.apply_divisions(said["file"].read(), actor())
