"""Outboxes of phones that find no network, brought to the desk in a file."""

from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from server.api.blueprint import Blueprint
from server.auth import actor
from server.phones.rescues import MAX_BYTES, rescue
from server.wire.rescues import RescueShape
from server.wire.rosters import FileShape

blp = Blueprint("rescues", __name__, url_prefix="/api/v1/rescues", description="Rescued outboxes")


@blp.before_request
def allow_files() -> None:
    """Take files of the size that a phone makes."""
    request.max_content_length = MAX_BYTES + 64 * 1024


@blp.route("/preview", methods=["POST"])
@blp.arguments(FileShape, location="files")
@blp.response(200, RescueShape)
def preview(said: dict[str, FileStorage]) -> dict[str, Any]:
    """Say whose phone it is and what taking its records in would come to; changes nothing."""
    return rescue(said["file"].read(), actor(), look=True)


@blp.route("", methods=["POST"])
@blp.arguments(FileShape, location="files")
@blp.response(200, RescueShape)
def create(said: dict[str, FileStorage]) -> dict[str, Any]:
    """Take the records of a phone's file in, durably; what had arrived is passed over."""
    return rescue(said["file"].read(), actor(), look=False)
