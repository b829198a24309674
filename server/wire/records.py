"""Shapes of single records and of a door's history."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.wire.labels import LabelShape
from server.wire.people import PersonShape
from server.wire.since import MOST_ROWS, MOST_TEXT, CameShape, CountShape
from server.wire.values import Day, Id, Ms


class KnownQuery(Shape):
    """The moment at which it is looked at: now where none is given."""

    known_at = Ms(strict=False, load_default=None)


class RecordsQuery(KnownQuery):
    """A place, and what of it: a phone's records, some kinds (commas between them), one day."""

    place = Id(required=True)
    replica = Id(load_default=None)
    kind = fields.String(load_default=None, validate=validate.Length(1, MOST_TEXT))
    day = Day(load_default=None)
    start = fields.Integer(load_default=0, validate=validate.Range(0, MOST_ROWS))
    size = fields.Integer(load_default=100, validate=validate.Range(1, 500))


class AskedKindShape(Shape):
    """A kind that was asked for, in words."""

    kind = fields.String(required=True)
    label = fields.Nested(LabelShape, required=True)


class SenderShape(Shape):
    """The phone whose records are listed, and what was received of it and is not in the list:
    ``waiting`` for a supervisor, ``not_taken``, and ``elsewhere``: not of this place."""

    replica = fields.String(required=True)
    label = fields.String(required=True)
    user = fields.Nested(PersonShape, required=True)
    received = fields.Integer(required=True)
    sealed = fields.Integer(required=True, allow_none=True)
    held = fields.Integer(required=True, allow_none=True)
    oldest_held_at = fields.Integer(required=True, allow_none=True)
    waiting = fields.Integer(required=True)
    not_taken = fields.Integer(required=True)
    elsewhere = fields.Integer(required=True)


class RecordsShape(Shape):
    """All counted by kind, and a page of those that were asked for, the newest first."""

    place = fields.Nested(PersonShape, required=True)
    known_at = fields.Integer(required=True)
    day = fields.String(required=True, allow_none=True)
    total = fields.Integer(required=True)
    counts = fields.List(fields.Nested(CountShape), required=True)
    kinds = fields.List(fields.Nested(AskedKindShape), required=True)
    phone = fields.Nested(SenderShape, required=True, allow_none=True)
    records = fields.List(fields.Nested(CameShape), required=True)
    next = fields.Integer(required=True, allow_none=True)


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
