"""Shapes of exports: what is on offer, and what may be asked."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.wire.board import LabelShape
from server.wire.values import Day, Id, Line, Ms

FORMATS = ("csv", "xlsx", "pdf")
SHORTEST_REASON = 4


class ExportQuery(Shape):
    """Where, which days, as what; ``reason`` asks for names in full and is kept for ever."""

    place = Id(required=True)
    since = Day(data_key="from", load_default=None)
    until = Day(data_key="to", load_default=None)
    session = fields.String(load_default=None, validate=validate.Length(1, 20))
    format = fields.String(load_default="xlsx", validate=validate.OneOf(FORMATS))
    lang = fields.String(load_default="zh", validate=validate.OneOf(("zh", "en")))
    known_at = Ms(strict=False, load_default=None)
    reason = Line(load_default=None, min_length=SHORTEST_REASON, max_length=200)


class ExportOfferShape(Shape):
    """A table that may be exported; ``asks`` says which times it takes."""

    id = fields.String(required=True)
    title = fields.Nested(LabelShape, required=True)
    note = fields.Nested(LabelShape, required=True)
    asks = fields.String(required=True, validate=validate.OneOf(("days", "session", "day", "now")))
    places = fields.List(fields.String(), required=True)
    ledger = fields.Boolean(required=True)


class ExportsShape(Shape):
    """What may be exported of a place, and whether names may be asked for in full."""

    tables = fields.List(fields.Nested(ExportOfferShape), required=True)
    formats = fields.List(fields.String(), required=True)
    names = fields.Boolean(required=True)
