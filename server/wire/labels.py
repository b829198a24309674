"""Words for people in both languages."""

from marshmallow import fields

from server.api.blueprint import Shape


class LabelShape(Shape):
    """The same words in both languages."""

    zh = fields.String(required=True)
    en = fields.String(required=True)
