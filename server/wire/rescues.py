"""Shapes of outboxes that come in a file."""

from marshmallow import fields

from server.api.blueprint import Shape
from server.wire.people import PersonShape


class RescueShape(Shape):
    """Whose phone it is, and what came of its records; times in ms UTC by the phone's clock.

    `known` had arrived before, `fresh` are new, and of these `waiting` wait for a supervisor.
    `sealed_from` and `sealed_to` are of the new ones. `own_chain` is false when the server could
    not tell that the file is the phone's.
    """

    user = fields.Nested(PersonShape, required=True)
    label = fields.String(required=True)
    made_at = fields.Integer(required=True)
    records = fields.Integer(required=True)
    known = fields.Integer(required=True)
    fresh = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    sealed_from = fields.Integer(required=True, allow_none=True)
    sealed_to = fields.Integer(required=True, allow_none=True)
    own_chain = fields.Boolean(required=True)
