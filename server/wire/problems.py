"""Shapes of problems."""

from marshmallow import fields

from server.api.blueprint import Shape


class KnownProblemShape(Shape):
    """A problem as the list of problems explains it."""

    code = fields.String(required=True)
    status = fields.Integer(required=True)
    title = fields.String(required=True)
    meaning = fields.String(required=True)


class ProblemsShape(Shape):
    """All of them."""

    problems = fields.List(fields.Nested(KnownProblemShape), required=True)
