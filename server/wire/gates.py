"""Shapes of the gate over the days: shifts and the stretches that nobody covered."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.wire.people import PersonShape


class ShiftShape(Shape):
    """A shift within one day; not handed over: it counts for as long as a shift may last."""

    record = fields.String(required=True)
    who = fields.String(required=True, allow_none=True)
    place = fields.Nested(PersonShape, required=True)
    from_ = fields.Integer(required=True, attribute="from", data_key="from")
    to = fields.Integer(required=True)
    handed_over = fields.Boolean(required=True)


class WatchGapShape(Shape):
    """A stretch without anybody: missing, not yet known, or of a day that still runs."""

    from_ = fields.Integer(required=True, attribute="from", data_key="from")
    to = fields.Integer(required=True)
    state = fields.String(
        required=True, validate=validate.OneOf(["missing", "not_yet_known", "open"])
    )


class WatchDayShape(Shape):
    """One day; nothing is known yet behind ``known_until``."""

    day = fields.String(required=True)
    starts_at = fields.Integer(required=True)
    ends_at = fields.Integer(required=True)
    known_until = fields.Integer(required=True)
    shifts = fields.List(fields.Nested(ShiftShape), required=True)
    gaps = fields.List(fields.Nested(WatchGapShape), required=True)


class WatchShape(Shape):
    """The gate of a compound, the newest day first; up to ``longest_gap`` minutes are no gap."""

    place = fields.Nested(PersonShape, required=True)
    known_at = fields.Integer(required=True)
    longest_gap = fields.Integer(required=True)
    gates = fields.List(fields.Nested(PersonShape), required=True)
    days = fields.List(fields.Nested(WatchDayShape), required=True)
