"""A record with every op behind it."""

from typing import Any

from server import records
from server.api.blueprint import Blueprint
from server.auth import actor
from server.wire.records import KnownQuery, RecordPageShape

blp = Blueprint("records", __name__, url_prefix="/api/v1/records", description="Records")


@blp.route("/<path:id>")
@blp.arguments(KnownQuery, location="query")
@blp.response(200, RecordPageShape)
def show(said: dict[str, Any], id: str) -> dict[str, Any]:
    """Return a record, its place, and each op as it was sealed and as it arrived."""
    return records.find_record(actor(), id, said["known_at"])
