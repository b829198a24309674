"""Shapes of what has to be settled, and of the decisions."""

from typing import Any

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.matters.matter import SEVERITIES
from server.wire.labels import KindShape, LabelShape
from server.wire.people import PersonShape, PlacedShape
from server.wire.values import Id, Line

MOST_IDS = 500


class ValueShape(Shape):
    """A field and its value in words; personal values are masked."""

    field = fields.String(required=True)
    label = fields.Nested(LabelShape, required=True)
    words = fields.Nested(LabelShape, required=True)


class SideShape(Shape):
    """One account of a thing: whose, when, by which method, and what it says; of which `record`,
    where it would change one."""

    id = fields.String(required=True)
    by = fields.Nested(PersonShape, required=True)
    observed_at = fields.Integer(required=True)
    received_at = fields.Integer(required=True)
    method = fields.Nested(LabelShape, required=True, allow_none=True)
    values = fields.List(fields.Nested(ValueShape), required=True)
    place = fields.Nested(PlacedShape, allow_none=True)
    record = fields.String()


class MatterShape(Shape):
    """Something to settle; times are ms. What its sort does not have is absent."""

    id = fields.String(required=True)
    type = fields.String(required=True)
    severity = fields.String(required=True, validate=validate.OneOf(SEVERITIES))
    since = fields.Integer(required=True)
    place = fields.Nested(PlacedShape, required=True)
    kind = fields.Nested(KindShape, required=True, allow_none=True)
    slot = fields.String(required=True, allow_none=True)
    records = fields.List(fields.String(), required=True)
    actions = fields.List(fields.String(), required=True)
    sides = fields.List(fields.Nested(SideShape))
    heads = fields.List(fields.String())
    values = fields.List(fields.Nested(ValueShape))
    who = fields.Nested(PersonShape, allow_none=True)
    people = fields.List(fields.String())
    count = fields.Integer()
    why = fields.String()
    state = fields.String()
    state_label = fields.Nested(LabelShape)
    phone = fields.String()
    due_at = fields.Integer()
    received = fields.List(fields.Integer())


class MattersShape(Shape):
    """Everything to settle at a place; ``settles``: whether this person may, which is only now."""

    known_at = fields.Integer(required=True)
    settles = fields.Boolean(required=True)
    matters = fields.List(fields.Nested(MatterShape), required=True)


class StrayShape(Shape):
    """Quarantined records of one person that belong to no community; ``said`` is the place as the
    records name it, null where they cannot be read."""

    who = fields.Nested(PersonShape, required=True)
    why = fields.String(required=True)
    kind = fields.Nested(KindShape, required=True, allow_none=True)
    said = fields.String(required=True, allow_none=True)
    count = fields.Integer(required=True)
    since = fields.Integer(required=True)


class StraysShape(Shape):
    """What belongs to no community and is listed above."""

    known_at = fields.Integer(required=True)
    strays = fields.List(fields.Nested(StrayShape), required=True)


def ids(most: int = MOST_IDS) -> Any:
    """Return a field of ids of records or ops, at least one."""
    return fields.List(Id(), required=True, validate=validate.Length(1, most))


class SettleShape(Shape):
    """A conflict and what shall stand: ``take`` names a side, null keeps both with the note."""

    records = ids(20)
    heads = ids()
    take = Id(required=True, allow_none=True)
    note = Line(load_default="", min_length=0, max_length=200)


class ReopenShape(Shape):
    """Records of a conflict, and the ops of the decision that shall not hold any more."""

    records = ids(20)
    ops = ids(20)
    note = Line(load_default="", min_length=0, max_length=200)


class DecideShape(Shape):
    """Quarantined ops of a place, and the decision."""

    place = Id(required=True)
    ops = ids()
    decision = fields.String(required=True, validate=validate.OneOf(("admit", "refuse")))
    why = Line(load_default="", min_length=0, max_length=200)


class AmendShape(Shape):
    """A change of one record, from what was seen of it; ``_void`` among the fields voids it."""

    record = Id(required=True)
    heads = ids()
    fields_ = fields.Dict(
        fields.String(), fields.Raw(allow_none=True), required=True, data_key="fields",
        attribute="fields", validate=validate.Length(1, 50),
    )  # fmt: skip
    why = Line(load_default="", min_length=0, max_length=200)


class SeenShape(Shape):
    """Matters that were looked at, or that shall stand on the list again."""

    place = Id(required=True)
    matters = ids()
    seen = fields.Boolean(load_default=True)


class OpsShape(Shape):
    """The ops that say the decision."""

    ops = fields.List(fields.String(), required=True)


class AmendedShape(Shape):
    """The op, and what undoes it: the values before, and whether the record was void."""

    record = fields.String(required=True)
    op = fields.String(required=True)
    before = fields.Dict(fields.String(), fields.Raw(allow_none=True), required=True)
    voided = fields.Boolean(required=True)
