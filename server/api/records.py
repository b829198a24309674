"""Records: those behind a number, and one with every op behind it."""

from typing import Any

from server.api.blueprint import Blueprint
from server.auth import actor
from server.records import single
from server.records.recorded import list_records
from server.wire.records import KnownQuery, RecordPageShape, RecordsQuery, RecordsShape

blp = Blueprint("records", __name__, url_prefix="/api/v1/records", description="Records")


@blp.route("")
@blp.arguments(RecordsQuery, location="query")
@blp.response(200, RecordsShape)
def index(said: dict[str, Any]) -> dict[str, Any]:
    """List the records behind a number: of a phone, of some kinds, at a place, on a day."""
    return list_records(actor(), said)


@blp.route("/<path:id>")
@blp.arguments(KnownQuery, location="query")
@blp.response(200, RecordPageShape)
def show(said: dict[str, Any], id: str) -> dict[str, Any]:
    """Return a record, its place, and each op as it was sealed and as it arrived."""
    return single.find_record(actor(), id, said["known_at"])
