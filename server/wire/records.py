"""Shapes of single records and of a door's history."""

from marshmallow import fields

from server.api.blueprint import Shape
from server.wire.board import LabelShape
from server.wire.people import PersonShape
from server.wire.values import Ms


class KnownQuery(Shape):
    """The moment at which it is looked at: now where none is given."""

    known_at = Ms(strict=False, load_default=None)


class FieldShape(Shape):
    """The value shown, and every value that stands, as [op id, value]."""

    value = fields.Raw(required=True, allow_none=True)
    heads = fields.List(fields.List(fields.Raw(allow_none=True)), required=True)


class RecordShape(Shape):
    """What its ops say about one thing; ``observed`` and ``recorded`` are spans in ms."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    place = fields.String(required=True)
    slot = fields.String(required=True, allow_none=True)
    subject = fields.String(required=True, allow_none=True)
    pending = fields.Boolean(required=True)
    voided = fields.Boolean(required=True)
    fields_ = fields.Dict(
        fields.String(),
        fields.Nested(FieldShape),
        required=True,
        data_key="fields",
        attribute="fields",
    )
    heads = fields.List(fields.String(), required=True)
    opaque = fields.List(fields.String(), required=True)
    conflicts = fields.List(fields.String(), required=True)
    observed = fields.List(fields.Integer(), required=True)
    recorded = fields.List(fields.Integer(), required=True)


class OpShape(Shape):
    """An op as it arrived; its body only for roles that see persons unmasked."""

    id = fields.String(required=True)
    body = fields.String(required=True, allow_none=True)
    by = fields.Nested(PersonShape, required=True)
    replica = fields.String(required=True)
    n = fields.Integer(required=True)
    received_at = fields.Integer(required=True)
    observed = fields.List(fields.Integer(), required=True)
    flags = fields.List(fields.String(), required=True)
    status = fields.String(required=True)


class SaidOpShape(OpShape):
    """An op with what it says, masked like the record; `_void` and `_why` are among it."""

    said = fields.Dict(fields.String(), fields.Raw(allow_none=True), required=True)


class WholeRecordShape(RecordShape):
    """A record as a page of its own names its ops."""

    ops = fields.List(fields.String(), required=True)
    by = fields.List(fields.String(), required=True)


class RecordPageShape(Shape):
    """One record to the bottom; ``amendable``: whether this person may change it."""

    record = fields.Nested(WholeRecordShape, required=True)
    place = fields.Nested(PersonShape, required=True)
    path = fields.List(fields.String(), required=True)
    ops = fields.List(fields.Nested(SaidOpShape), required=True)
    kind_label = fields.Nested(LabelShape, required=True, allow_none=True)
    amendable = fields.Boolean(required=True)


class EntryShape(RecordShape):
    """A line of a door's history."""

    kind_label = fields.Nested(LabelShape, required=True)
    summary = fields.Nested(LabelShape, required=True, allow_none=True)
    by = fields.Nested(PersonShape, required=True)
    observed_at = fields.Integer(required=True)
    received_at = fields.Integer(required=True)
    method = fields.String(required=True, allow_none=True)
    ops = fields.List(fields.Nested(OpShape), required=True)


class HistoryShape(Shape):
    """What was recorded at a door, newest first."""

    place = fields.Nested(PersonShape, required=True)
    slots = fields.List(fields.String(), required=True)
    records = fields.List(fields.Nested(EntryShape), required=True)
