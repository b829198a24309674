"""A table on its way out: whether it names persons, on record, in its format, with progress."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from flask import Response, stream_with_context

from server import audit, problems
from server.auth import Actor
from server.db import writing
from server.models import Place
from server.reports import csv_file, pdf_file, xlsx_file
from server.reports.frames import CONTENT_TYPE, frames
from server.reports.making import Made
from server.reports.parts import fit_paper
from server.reports.question import Question
from server.roles import Permission
from server.visible import roles_at

ROWS = "Six-Rows"
STEPS = {"csv": csv_file.steps_csv, "xlsx": xlsx_file.steps_xlsx, "pdf": pdf_file.steps_pdf}


def wants_names(who: Actor, place: Place, said: Mapping[str, Any]) -> bool:
    """Say whether persons are to be named; raises Forbidden for whoever sees them masked."""
    named = said["reason"] is not None
    if named and not roles_at(who, Permission.EXPORT_NAMES, place):
        raise problems.Forbidden("your roles see names masked, whatever the reason")
    return named


def send_table(made: Made, question: Question) -> Response:
    """Return the table, or the part of it that is asked for, as a file; the export is on record."""
    said = question.said
    if said["format"] == "pdf":
        made = fit_paper(made, said["part"], pdf_file.MOST_ROWS)
    _note(question, made)
    return _send(made, said["format"], watched=said["progress"])


def _note(question: Question, made: Made) -> None:
    """Put the export on record before its first byte leaves."""
    said = question.said
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
            session,
            "export",
            user_key=question.actor.key,
            place_key=question.place.key,
            about=question.offer.id,
            details=details,
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
