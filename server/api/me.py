"""The person asking: who, where, and what they may do."""

from server.api.blueprint import Blueprint
from server.auth import actor
from server.me import me_to_json
from server.wire.people import MeShape

blp = Blueprint("me", __name__, url_prefix="/api/v1/me", description="The person asking")


@blp.route("")
@blp.response(200, MeShape)
def show() -> dict[str, object]:
    """Return the person asking, the grants in force, and the server's time."""
    return me_to_json(actor())
