"""What a sheet of cards is asked for by."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.reports.cards import TYPES, WORDS
from server.wire.values import Id, Line


class CardsQuery(Shape):
    """Of which compound or building, which cards, in which language; the phone to print."""

    place = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(sorted(TYPES)))
    lang = fields.String(load_default="zh", validate=validate.OneOf(sorted(WORDS)))
    phone = Line(load_default="", max_length=40, min_length=0)
