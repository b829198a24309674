"""Who does what in a community."""

from typing import Any

from server.api.blueprint import Blueprint
from server.auth import actor
from server.register.people import list_people
from server.wire.people import PlaceThenQuery
from server.wire.register import PeoplePageShape

blp = Blueprint("people", __name__, url_prefix="/api/v1/people", description="Duties")


@blp.route("")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, PeoplePageShape)
def show(said: dict[str, Any]) -> dict[str, Any]:
    """List leads and deputies, grids, teams, rosters, supply channels and special care; with
    ``known_at`` as known then."""
    return list_people(actor(), said["place"], said["known_at"])
