"""The phones of a place, and what each still holds."""

from typing import Any

from server.api.blueprint import Blueprint
from server.auth import actor
from server.config import now_ms
from server.phones.replicas import list_phones
from server.phones.then import list_phones_then
from server.roles import Permission
from server.visible import find_at
from server.wire.people import PlaceThenQuery
from server.wire.replicas import PhonesShape

blp = Blueprint("replicas", __name__, url_prefix="/api/v1/replicas", description="Phones")


@blp.route("")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, PhonesShape)
def index(said: dict[str, Any]) -> dict[str, Any]:
    """List the phones of everybody who records at a place, now or as known at a moment."""
    place, at = find_at(actor(), Permission.REPLICAS, said), said["known_at"]
    past = at is not None and at < now_ms()
    return list_phones_then(place, at) if past else list_phones(place)
