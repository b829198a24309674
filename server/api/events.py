"""The event feed for other systems; EVENTS.md beside this file is its guide."""

from typing import Any

from server import audit, problems
from server.api.blueprint import Blueprint
from server.auth import actor
from server.db import writing
from server.events.reading import Page, read_events
from server.models import Place
from server.records.readable import streams_at
from server.roles import Permission
from server.visible import find_place, roles_at
from server.wire.events import STREAMS, EventsQuery, EventsShape

PLACES = ("community", "village", "compound", "building")

blp = Blueprint("events", __name__, url_prefix="/api/v1/events", description="Events")


@blp.route("")
@blp.arguments(EventsQuery, location="query")
@blp.response(200, EventsShape)
def index(said: dict[str, Any]) -> dict[str, Any]:
    """Return accepted ops of a place after a cursor, each once, none skipped.

    Fields about persons are left out unless a reason is given by somebody who may name them.
    """
    place = find_place(actor(), Permission.EVENTS, said["place"], *PLACES)
    named = said["reason"] is not None
    if named and not roles_at(actor(), Permission.EXPORT_NAMES, place):
        raise problems.Forbidden("your roles see no names here, whatever the reason")
    streams = streams_at(actor(), Permission.EVENTS, place) & set(STREAMS)
    if said["stream"] is not None:
        streams &= {said["stream"]}
    page = read_events(place, streams, said["after"], said["limit"], named=named)
    if page.persons or (named and page.events):
        _note(place, page, said["reason"])
    return page._asdict()


def _note(place: Place, page: Page, reason: str | None) -> None:
    details = {"persons": page.persons, "events": len(page.events), "reason": reason}
    with writing() as session:
        audit.note(
            session, "read_events", user_key=actor().key, place_key=place.key, about=place.id,
            details=details,
        )  # fmt: skip
