"""Which rules the server judges by, and by which it judged at an earlier moment."""

from typing import Any

from server.api.blueprint import Blueprint
from server.judging.rules_used import rules_at
from server.wire.records import KnownQuery
from server.wire.rules import RulesShape

blp = Blueprint("rules", __name__, url_prefix="/api/v1/rules", description="Rules in use")


@blp.route("")
@blp.arguments(KnownQuery, location="query")
@blp.response(200, RulesShape)
def show(said: dict[str, Any]) -> dict[str, Any]:
    """Return the policy file in use now, and the one that was in use at a moment."""
    return rules_at(said["known_at"])
