"""The six in place: every verdict of a compound, and each opened down to its records."""

from typing import Any

from flask import Response

from server.api.blueprint import Blueprint
from server.api.conditional import tagged_except
from server.auth import actor
from server.checklist import assess_compound
from server.criterion import open_criterion
from server.wire.checklist import ChecklistQuery, CriterionQuery
from sync.checklist_json import assessment_to_json

blp = Blueprint("checklist", __name__, url_prefix="/api/v1/checklist", description="The checklist")


@blp.route("")
@blp.arguments(ChecklistQuery, location="query")
@blp.response(200, {"type": "object"})
def show(said: dict[str, Any]) -> Response:
    """Judge every criterion of a compound on a day; the answer names policy, evidence and day."""
    return tagged_except("known_at", assessment_to_json(assess_compound(actor(), said)))


@blp.route("/<criterion>")
@blp.arguments(CriterionQuery, location="query")
@blp.response(200, {"type": "object"})
def criterion(said: dict[str, Any], criterion: str) -> Response:
    """Open one criterion: what is missing, who could mend it, and the records it rests on."""
    return tagged_except("known_at", open_criterion(actor(), said, criterion))
