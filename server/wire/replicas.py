"""Shapes of the phones of a place."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.wire.labels import LabelShape
from server.wire.people import PersonShape


class LossShape(Shape):
    """Records that a phone declared lost."""

    n_declared = fields.Integer(required=True)
    n_received = fields.Integer(required=True)
    why = fields.String(required=True)


class PhoneShape(Shape):
    """One installation, as it last spoke of itself; times in ms UTC.

    `leaving` are places of ended duties whose entries may still be on the phone;
    `scope_confirmed` says whether it has answered the scope it was last told. What a phone held
    at an earlier moment is not kept: `sealed` and `held` are null there.
    """

    replica = fields.String(required=True)
    label = fields.String(required=True)
    user = fields.Nested(PersonShape, required=True)
    places = fields.List(fields.Nested(PersonShape), required=True)
    leaving = fields.List(fields.Nested(PersonShape), required=True)
    scope_confirmed = fields.Boolean(required=True)
    last_seen_at = fields.Integer(required=True, allow_none=True)
    sealed = fields.Integer(required=True, allow_none=True)
    received = fields.Integer(required=True)
    held = fields.Integer(required=True, allow_none=True)
    oldest_held_at = fields.Integer(required=True, allow_none=True)
    clock_offset_ms = fields.Integer(required=True, allow_none=True)
    persisted = fields.Boolean(required=True, allow_none=True)
    free_bytes = fields.Integer(required=True, allow_none=True)
    build = fields.String(required=True, allow_none=True)
    lost = fields.List(fields.Nested(LossShape), required=True)
    drained_at = fields.Integer(required=True, allow_none=True)
    state = fields.String(
        required=True, validate=validate.OneOf(("ok", "owes", "silent", "revoked"))
    )
    reminder = fields.Nested(LabelShape, required=True)


class PhonesShape(Shape):
    """The phones of a place, and the moment of looking."""

    now = fields.Integer(required=True)
    phones = fields.List(fields.Nested(PhoneShape), required=True)
