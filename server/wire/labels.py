"""Words for people in both languages."""

from marshmallow import fields

from server.api.blueprint import Shape


class LabelShape(Shape):
    """The same words in both languages."""

    zh = fields.String(required=True)
    en = fields.String(required=True)


class KindShape(Shape):
    """A kind of record, and what it is called."""

    id = fields.String(required=True)
    label = fields.Nested(LabelShape, required=True)
