"""Shapes of which rules are in use."""

from marshmallow import fields

from server.api.blueprint import Shape


class RulesFileShape(Shape):
    """A policy file: its id, and the SHA-256 of its text."""

    policy = fields.String(required=True)
    digest = fields.String(required=True)


class RulesThenShape(RulesFileShape):
    """The file in use at a moment, and since when (ms)."""

    since = fields.Integer(required=True)


class RulesShape(Shape):
    """The file that verdicts are judged by, and the one in use then; null: nobody noted it."""

    now = fields.Nested(RulesFileShape, required=True)
    then = fields.Nested(RulesThenShape, required=True, allow_none=True)
