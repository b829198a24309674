"""Zero occurrence: the earliest day of a declaration, and what blocks it until then."""

from typing import Any

from flask import Response

from server.api.blueprint import Blueprint
from server.api.conditional import tagged
from server.auth import actor
from server.checklist import zero_clock
from server.json import dump
from server.wire.checklist import ZeroQuery

blp = Blueprint("zero", __name__, url_prefix="/api/v1/zero", description="Zero occurrence")


@blp.route("")
@blp.arguments(ZeroQuery, location="query")
@blp.response(200, {"type": "object"})
def show(said: dict[str, Any]) -> Response:
    """Tell the earliest day, its reasons and the fourteen days; a supposition changes nothing."""
    return tagged(dump(zero_clock(actor(), said)))
