"""Shapes of waivers."""

from marshmallow import fields

from server.api.blueprint import Shape
from server.wire.values import Day, Id, Line


class WaiversQuery(Shape):
    """The waivers of a compound."""

    compound = Id(required=True)


class WaiveShape(Shape):
    """A criterion to set aside until a day, and why."""

    compound = Id(required=True)
    criterion = Id(required=True)
    reason = Line(max_length=200, min_length=2, required=True)
    until = Day(required=True)


class WaiverShape(Shape):
    """A waiver; `ended_at` is when somebody ended it before its day."""

    id = fields.String(required=True)
    criterion = fields.String(required=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)
    from_ = fields.String(required=True, attribute="from", data_key="from")
    until = fields.String(required=True)
    created_at = fields.Integer(required=True)
    ended_at = fields.Integer(required=True, allow_none=True)


class WaiversShape(Shape):
    """Every waiver of a compound, newest first."""

    waivers = fields.List(fields.Nested(WaiverShape), required=True)
