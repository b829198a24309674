"""Exports: ledgers filled from records and the desk's tables, as CSV, XLSX or PDF."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import Response, stream_with_context

from server import audit, problems
from server.api.blueprint import Blueprint
from server.auth import Actor, actor
from server.db import writing
from server.models import Place
from server.reports import csv_file, pdf_file, xlsx_file
from server.reports.catalog import may_have, offered_to, offers
from server.reports.frames import CONTENT_TYPE, frames
from server.reports.making import Made, ask, is_past, make
from server.reports.parts import fit_paper
from server.roles import Permission
from server.visible import find_ever, find_place, roles_at
from server.wire.exports import FORMATS, ExportQuery, ExportsShape
from server.wire.people import PlaceQuery

ROWS = "Six-Rows"
STEPS = {"csv": csv_file.steps_csv, "xlsx": xlsx_file.steps_xlsx, "pdf": pdf_file.steps_pdf}

blp = Blueprint("exports", __name__, url_prefix="/api/v1/exports", description="Exports")


@blp.route("")
@blp.arguments(PlaceQuery, location="query")
@blp.response(200, ExportsShape)
def index(said: dict[str, Any]) -> dict[str, Any]:
    """List what may be exported of a place."""
    place = find_place(actor(), Permission.EXPORT, said["place"])
    return {
        "tables": list(offered_to(actor(), place)),
        "formats": FORMATS,
        "names": bool(roles_at(actor(), Permission.EXPORT_NAMES, place)),
        "paper_rows": pdf_file.MOST_ROWS,
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
    named = said["reason"] is not None
    if named and not roles_at(actor(), Permission.EXPORT_NAMES, place):
        raise problems.Forbidden("your roles see names masked, whatever the reason")
    made = make(ask(actor(), offer, place, said, named=named))
    if said["format"] == "pdf":
        made = fit_paper(made, said["part"], pdf_file.MOST_ROWS)
    _note(actor(), place, table, said, made)
    return _send(made, said["format"], watched=said["progress"])


def _note(who: Actor, place: Place, table: str, said: dict[str, Any], made: Made) -> None:
    """Put the export on record before its first byte leaves."""
    details = {
        "format": said["format"],
        "from": said["since"],
        "to": said["until"],
        "rows": made.rows,
        "part": said["part"],
        "reason": said["reason"],
    }
    with writing() as session:
        audit.note(
            session, "export", user_key=who.key, place_key=place.key, about=table, details=details
        )


def _send(made: Made, format: str, *, watched: bool) -> Response:
    answer = _watched(made, format) if watched else _whole(made, format)
    if made.rows is not None:
        answer.headers[ROWS] = str(made.rows)
    table = made.table
    full = quote(f"{table.title}-{table.name.split('-', 1)[1]}.{format}")
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{table.name}.{format}\"; filename*=UTF-8''{full}"
    )
    return answer


def _whole(made: Made, format: str) -> Response:
    """Return the file itself, with its size where it is known before it is sent."""
    if format == "csv":
        pieces: Iterable[bytes] = stream_with_context(csv_file.write_csv(made.table))
        return Response(pieces, content_type=csv_file.CONTENT_TYPE)
    if format == "xlsx":
        size, pieces = xlsx_file.write_xlsx(made.table)
        answer = Response(pieces, content_type=xlsx_file.CONTENT_TYPE)
    else:
        content = pdf_file.write_pdf(made.table)
        size, answer = len(content), Response(content, content_type=pdf_file.CONTENT_TYPE)
    answer.headers["Content-Length"] = str(size)
    return answer


def _watched(made: Made, format: str) -> Response:
    """Return the file in frames that tell how far it is."""
    pieces = stream_with_context(frames(STEPS[format](made.table)))
    return Response(pieces, content_type=CONTENT_TYPE)
