"""Rosters: a file seen first, then taken whole or not at all; and an example to fill in."""

from typing import Any

from flask import Response, request
from werkzeug.datastructures import FileStorage

from server import problems
from server.api.blueprint import Blueprint
from server.api.sending import send_table, wants_names
from server.auth import actor
from server.json import Json
from server.reports.making import ask
from server.reports.offer import COMMUNITIES
from server.reports.pages import importing
from server.roles import Permission
from server.roster import imports
from server.roster.imported import list_imports
from server.roster.sheets import MAX_BYTES
from server.roster.template import template_csv, template_xlsx
from server.roster.undo import preview_undo, undo_import
from server.visible import find_place, roles_at
from server.wire.rosters import (
    FileShape,
    ImportNameShape,
    ImportShape,
    ImportsQuery,
    ImportsShape,
    PreviewTableForm,
    RosterForm,
    TakeBackShape,
    TakenBackShape,
    TemplateQuery,
    UndoPreviewShape,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TIMELESS = {"known_at": None, "since": None, "until": None, "session": None}
"""What an export of a page says of its time: a file that is looked at has none."""

blp = Blueprint("rosters", __name__, url_prefix="/api/v1/rosters", description="Rosters")


@blp.before_request
def allow_rosters() -> None:
    """Take files up to the size that the reader takes; it says so itself when one is larger."""
    request.max_content_length = MAX_BYTES + 64 * 1024


@blp.route("/preview", methods=["POST"])
@blp.arguments(FileShape, location="files")
@blp.arguments(RosterForm, location="form")
@blp.response(200, ImportShape)
def preview(said: dict[str, FileStorage], form: dict[str, Any]) -> dict[str, object]:
    """Say what a roster would add, change and leave, and every bad cell; changes nothing."""
    community = find_place(actor(), Permission.ROSTER, form["place"], *COMMUNITIES)
    read = imports.read(said["file"].read(), form["encoding"], form["ignore"])
    return imports.preview_roster(read, community)


@blp.route("/preview/table", methods=["POST"])
@blp.arguments(FileShape, location="files")
@blp.arguments(PreviewTableForm, location="form")
@blp.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
def preview_table(said: dict[str, FileStorage], form: dict[str, Any]) -> Response:
    """Send what each row of a roster would do, and what is wrong with it, as a file."""
    community = find_place(actor(), Permission.ROSTER, form["place"], *COMMUNITIES)
    if not roles_at(actor(), Permission.EXPORT, community):
        raise problems.Forbidden
    read = imports.read(said["file"].read(), form["encoding"], form["ignore"])
    named = wants_names(actor(), community, form)
    question = ask(actor(), importing.OFFER, community, form | TIMELESS, named=named)
    return send_table(importing.preview_table(read, question), question)


@blp.route("", methods=["POST"])
@blp.arguments(FileShape, location="files")
@blp.arguments(RosterForm, location="form")
@blp.response(200, ImportShape)
def apply(said: dict[str, FileStorage], form: dict[str, Any]) -> dict[str, object]:
    """Import a roster, all of it or nothing; raises RosterFaulty while a cell is bad."""
    community = find_place(actor(), Permission.ROSTER, form["place"], *COMMUNITIES)
    read = imports.read(said["file"].read(), form["encoding"], form["ignore"])
    return imports.apply_roster(read, community, actor())


@blp.route("/imports")
@blp.arguments(ImportsQuery, location="query")
@blp.response(200, ImportsShape)
def list_all(said: dict[str, Any]) -> dict[str, object]:
    """List the newest imports and generated buildings, and what was taken back of them."""
    return list_imports(actor(), said["place"], said["known_at"])


@blp.route("/undo/preview", methods=["POST"])
@blp.arguments(ImportNameShape)
@blp.response(200, UndoPreviewShape)
def preview_taking_back(said: dict[str, Any]) -> dict[str, Json]:
    """Say what taking back an import would do, and what would stay; changes nothing."""
    return preview_undo(actor(), said["first"], said["records"])


@blp.route("/undo", methods=["POST"])
@blp.arguments(TakeBackShape)
@blp.response(200, TakenBackShape)
def undo(said: dict[str, Any]) -> dict[str, object]:
    """Take back an import or a generated building, or such a taking back; raises ImportUsed."""
    return undo_import(actor(), said["first"], said["records"], partly=said["partly"])


@blp.route("/template")
@blp.arguments(TemplateQuery, location="query")
@blp.response(200, {"type": "string", "format": "binary"}, content_type="text/csv")
def template(said: dict[str, str]) -> Response:
    """Download an example roster as CSV or XLSX; it imports as it stands."""
    xlsx = said["format"] == "xlsx"
    content = template_xlsx() if xlsx else template_csv()
    answer = Response(content, content_type=XLSX if xlsx else "text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="roster.{said["format"]}"'
    return answer
