"""The six in place: every verdict of a compound, and each opened down to its records."""

from typing import Any

from flask import Response

from server.api.blueprint import Blueprint
from server.api.conditional import Made, kept_unless_past, tagged_except
from server.auth import actor
from server.config import now_ms
from server.evidence import Watch, evidence_stands_on
from server.judging.checklist import assess_asked, find_asked
from server.judging.criterion import open_criterion
from server.wire.checklist import ChecklistQuery, CriterionQuery
from sync.checklist_json import assessment_to_json

blp = Blueprint("checklist", __name__, url_prefix="/api/v1/checklist", description="The checklist")


@blp.route("")
@blp.arguments(ChecklistQuery, location="query")
@blp.response(200, {"type": "object"})
def show(said: dict[str, Any]) -> Response:
    """Judge every criterion of a compound on a day; the answer names policy, evidence and day."""
    asked = find_asked(actor(), said)

    def make() -> Made:
        watch = Watch(now_ms())
        shown = assessment_to_json(assess_asked(asked, watch))
        at = watch.now if asked.known_at is None else min(asked.known_at, watch.now)
        return Made(watch.settled(shown | {"known_at": at}), watch.until)

    return kept_unless_past(
        ("checklist", asked.place.key, asked.day),
        asked.known_at,
        lambda _: evidence_stands_on(asked.place),
        make,
    )


@blp.route("/<criterion>")
@blp.arguments(CriterionQuery, location="query")
@blp.response(200, {"type": "object"})
def criterion(said: dict[str, Any], criterion: str) -> Response:
    """Open one criterion: what is missing, who could mend it, and the records it rests on."""
    return tagged_except("known_at", open_criterion(actor(), said, criterion))
