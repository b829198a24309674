"""The phones of a place, and what each still holds."""

from typing import Any

from server.api.blueprint import Blueprint
from server.auth import actor
from server.replicas import list_phones
from server.roles import Permission
from server.visible import find_place
from server.wire.people import PlaceQuery
from server.wire.replicas import PhonesShape

blp = Blueprint("replicas", __name__, url_prefix="/api/v1/replicas", description="Phones")


@blp.route("")
@blp.arguments(PlaceQuery, location="query")
@blp.response(200, PhonesShape)
def index(said: dict[str, Any]) -> dict[str, Any]:
    """List the phones of everybody who records at a place."""
    return list_phones(find_place(actor(), Permission.REPLICAS, said["place"]))
