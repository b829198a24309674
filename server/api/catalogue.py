"""What phones must know of kinds and policy."""

from flask import Response

from server import rules
from server.api.blueprint import Blueprint
from server.api.conditional import tagged

blp = Blueprint(
    "catalogue", __name__, url_prefix="/api/v1/catalogue", description="Kinds and policy"
)


@blp.route("")
@blp.response(200, {"type": "object"})
def show() -> Response:
    """Return the catalogue; its tag is the `cat` of the exchange."""
    tag, body = rules.catalogue_document()
    return tagged(body, tag)
