"""Every problem that the API can answer with."""

from server import problems
from server.api.blueprint import Blueprint
from server.wire.problems import ProblemsShape

blp = Blueprint("problems", __name__, url_prefix="/api/v1/problems", description="Problems")


@blp.route("")
@blp.doc(security=[])
@blp.response(200, ProblemsShape)
def index() -> dict[str, object]:
    """List the problems by status and code, each with what it means."""
    listed = [
        {"code": one.code, "status": one.status, "title": one.title, "meaning": one.__doc__}
        for one in problems.every_problem()
    ]
    return {"problems": listed}
