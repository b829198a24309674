"""Who read what, and who changed what."""

from typing import Any

from server.api.blueprint import Blueprint
from server.auth import actor
from server.reading_audit import Asked, list_audit
from server.wire.audit import AuditPageShape, AuditQuery

blp = Blueprint("audit", __name__, url_prefix="/api/v1/audit", description="Who read what")


@blp.route("")
@blp.arguments(AuditQuery, location="query")
@blp.response(200, AuditPageShape)
def index(said: dict[str, Any]) -> dict[str, Any]:
    """List the acts at or below a place, newest first."""
    return list_audit(actor(), said.pop("place"), Asked(**said))
