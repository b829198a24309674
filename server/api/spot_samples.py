"""Samples for a spot check: drawn by the server, so that nobody picks the doors."""

from typing import Any

from flask import Response

from server.api.blueprint import Blueprint
from server.api.conditional import tagged_except
from server.auth import actor
from server.judging.spot import draw_sample, list_samples
from server.wire.people import PlaceThenQuery
from server.wire.spot import SampleMadeShape, SamplesShape, SampleToDrawShape

blp = Blueprint(
    "spot_samples", __name__, url_prefix="/api/v1/spot-samples", description="Spot checks"
)


@blp.route("")
@blp.arguments(PlaceThenQuery, location="query")
@blp.response(200, SamplesShape)
def index(said: dict[str, Any]) -> Response:
    """List the samples of a compound, newest first, with what was found; now or as known then."""
    return tagged_except("known_at", list_samples(actor(), said["place"], said["known_at"]))


@blp.route("", methods=["POST"])
@blp.arguments(SampleToDrawShape)
@blp.response(201, SampleMadeShape)
def create(said: dict[str, Any]) -> dict[str, Any]:
    """Draw a sample of the doors recorded done on a day."""
    return draw_sample(actor(), said)
