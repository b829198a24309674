"""The office's register: one record stated, taken away, or a change taken back."""

from typing import Any

from server.api.blueprint import Blueprint
from server.auth import actor
from server.register import changes, places
from server.wire.register import (
    NewPlaceShape,
    PlaceToRemoveShape,
    StateShape,
    UndoneShape,
    UndoShape,
    VoidShape,
    WrittenShape,
)

blp = Blueprint("register", __name__, url_prefix="/api/v1/register", description="The register")


@blp.route("", methods=["POST"])
@blp.arguments(StateShape)
@blp.response(200, WrittenShape)
def state(said: dict[str, Any]) -> dict[str, object]:
    """Write a record of the register, or change one; the answer's ops undo it."""
    form = changes.Form(said["fields_"], said["before"])
    return changes.state(actor(), said["kind"], said["place"], form, said["record"]).to_json()


@blp.route("/void", methods=["POST"])
@blp.arguments(VoidShape)
@blp.response(200, WrittenShape)
def void(said: dict[str, Any]) -> dict[str, object]:
    """Take a record away; its history stays, and an undo brings it back."""
    return changes.void(actor(), said["kind"], said["place"], said["record"]).to_json()


@blp.route("/undo", methods=["POST"])
@blp.arguments(UndoShape)
@blp.response(200, UndoneShape)
def undo(said: dict[str, Any]) -> dict[str, object]:
    """Take changes back; refused as a whole where somebody has built on one of them."""
    return {"ops": changes.undo(actor(), said["ops"])}


@blp.route("/places", methods=["POST"])
@blp.arguments(NewPlaceShape)
@blp.response(200, WrittenShape)
def add_place(said: dict[str, Any]) -> dict[str, object]:
    """Add a compound, stairwell, door, area or gate below a place."""
    return places.add(actor(), said.pop("parent"), said).to_json()


@blp.route("/places/remove", methods=["POST"])
@blp.arguments(PlaceToRemoveShape)
@blp.response(200, WrittenShape)
def remove_place(said: dict[str, Any]) -> dict[str, object]:
    """Take a place away with all below it; their records stay, and an undo brings them back."""
    return places.remove(actor(), said["place"]).to_json()
