"""Shapes of what is asked of a standing; the answers are made by ``server.standings.shown``."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.wire.values import Id, Line
from sync.standing import STEPS

MOST_STEPS = 1_000_000


class StepShape(Shape):
    """A step at a place; ``seen`` is how many steps the caller saw taken there."""

    place = Id(required=True)
    step = fields.String(required=True, validate=validate.OneOf(sorted(STEPS)))
    reason = Line(max_length=300, min_length=0, load_default="")
    seen = fields.Integer(required=True, strict=True, validate=validate.Range(0, MOST_STEPS))
