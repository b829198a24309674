"""Zero occurrence: the earliest day of a declaration, and what blocks it until then."""

from typing import Any

from flask import Response

from server.api.blueprint import Blueprint
from server.api.conditional import Made, kept_unless_past
from server.auth import actor
from server.config import now_ms
from server.evidence import Watch, evidence_stands_on
from server.judging.checklist import find_asked, note_zero, read_zero
from server.wire.checklist import ZeroQuery

blp = Blueprint("zero", __name__, url_prefix="/api/v1/zero", description="Zero occurrence")


@blp.route("")
@blp.arguments(ZeroQuery, location="query")
@blp.response(200, {"type": "object"})
def show(said: dict[str, Any]) -> Response:
    """Tell the earliest day, its reasons and the fourteen days; a supposition changes nothing."""
    reader, asked, released = actor(), find_asked(actor(), said), said["released"]

    def make() -> Made:
        watch = Watch(now_ms())
        return Made(watch.settled(read_zero(reader, asked, released, watch)), watch.until)

    answer = kept_unless_past(
        ("zero", reader.key, asked.place.key, asked.day, *released),
        asked.known_at,
        lambda _: (reader.grants, evidence_stands_on(asked.place)),
        make,
    )
    note_zero(reader, asked.place)
    return answer
