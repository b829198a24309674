"""Shapes of what has come in since a moment."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.wire.labels import LabelShape
from server.wire.people import PersonShape
from server.wire.values import Day, Id, Ms

MOST_TEXT, MOST_ROWS = 400, 10_000_000


class SinceQuery(Shape):
    """A community or compound and a moment (ms); ``verdicts`` judges then and now, which takes
    longer. ``until`` ends it before now; ``day`` judges another day than that of the moment. The
    records are those of the kinds that ``kind`` names (commas between them), from ``start`` on."""

    place = Id(required=True)
    known_at = Ms(strict=False, required=True)
    verdicts = fields.Boolean(load_default=True)
    until = Ms(strict=False, load_default=None)
    day = Day(load_default=None)
    kind = fields.String(load_default=None, validate=validate.Length(1, MOST_TEXT))
    start = fields.Integer(load_default=0, validate=validate.Range(0, MOST_ROWS))
    size = fields.Integer(load_default=200, validate=validate.Range(1, 500))


class CountShape(Shape):
    """How many ops of a kind came."""

    kind = fields.String(required=True)
    label = fields.Nested(LabelShape, required=True)
    count = fields.Integer(required=True)


class CameShape(Shape):
    """One that came, without what it says; ``late`` is more than a day after it was seen."""

    record = fields.String(required=True)
    kind = fields.String(required=True)
    label = fields.Nested(LabelShape, required=True)
    place = fields.Nested(PersonShape, required=True)
    day = fields.String(required=True)
    session = fields.String(required=True, allow_none=True)
    observed_at = fields.Integer(required=True)
    received_at = fields.Integer(required=True)
    late = fields.Boolean(required=True)
    correction = fields.Boolean(required=True)


class FlipShape(Shape):
    """A verdict of the day then that is another one now; null where there was none."""

    compound = fields.Nested(PersonShape, required=True)
    criterion = fields.String(required=True)
    label = fields.Nested(LabelShape, required=True, allow_none=True)
    day = fields.String(required=True)
    then = fields.String(required=True, allow_none=True)
    now = fields.String(required=True, allow_none=True)


class SinceShape(Shape):
    """All that came counted, a page of it and where the next starts, the verdicts it changed."""

    place = fields.Nested(PersonShape, required=True)
    known_at = fields.Integer(required=True)
    now = fields.Integer(required=True)
    total = fields.Integer(required=True)
    counts = fields.List(fields.Nested(CountShape), required=True)
    records = fields.List(fields.Nested(CameShape), required=True)
    next = fields.Integer(required=True, allow_none=True)
    flips = fields.List(fields.Nested(FlipShape), required=True)
