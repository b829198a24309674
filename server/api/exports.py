"""Exports: ledgers filled from records and the desk's tables, as CSV, XLSX or PDF."""

from typing import Any

from flask import Response

from server import problems
from server.api.blueprint import Blueprint
from server.api.sending import send_table, wants_names
from server.auth import actor
from server.reports import pdf_file, xlsx_file
from server.reports.catalog import may_have, offered_to, offers
from server.reports.making import ask, is_past, make
from server.roles import Permission
from server.visible import find_at, find_ever, find_place, roles_at
from server.wire.exports import FORMATS, ExportQuery, ExportsShape
from server.wire.people import PlaceThenQuery

blp = Blueprint("exports", __name__, url_prefix="/api/v1/exports", description="Exports")


@blp.route("")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, ExportsShape)
def index(said: dict[str, Any]) -> dict[str, Any]:
    """List what may be exported of a place, now or as known at a moment."""
    place = find_at(actor(), Permission.EXPORT, said)
    return {
        "tables": list(offered_to(actor(), place)),
        "formats": FORMATS,
        "names": bool(roles_at(actor(), Permission.EXPORT_NAMES, place)),
        "paper_rows": pdf_file.MOST_ROWS,
        "tagged_rows": pdf_file.TAGGED_ROWS,
    }


@blp.route("/<table>")
@blp.arguments(ExportQuery, location="query")
@blp.response(200, {"type": "string", "format": "binary"}, content_type=xlsx_file.CONTENT_TYPE)
def show(said: dict[str, Any], table: str) -> Response:
    """Send a table as a file, persons masked unless a reason is given; the export is on record.

    ``Six-Rows`` says how many rows will come, where that is known before they are read; with
    ``progress`` the file comes in frames that say how many are written (``server.reports.frames``).
    A table longer than a PDF takes is refused with how many rows it has; ``part`` asks for one part
    of it.
    """
    offer = offers().get(table)
    if offer is None:
        raise problems.NotFound
    # What was taken away since stood at the moment asked about.
    find = find_ever if offer.looks_back and is_past(said["known_at"]) else find_place
    place = find(actor(), Permission.EXPORT, said["place"], *offer.places)
    if not may_have(actor(), place, offer):
        raise problems.Forbidden
    named = wants_names(actor(), place, said)
    question = ask(actor(), offer, place, said, named=named)
    return send_table(make(question), question)
