"""Shapes of the audit."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.wire.labels import LabelShape
from server.wire.people import PersonShape
from server.wire.values import MS_MAX, Day, Id, Ms


class AuditQuery(Shape):
    """Of which place, and optionally of whom, about what, on which day; before: the next page.

    With ``known_at``, as it was known at that moment.
    """

    place = Id(required=True)
    user = Id(load_default=None)
    about = Id(load_default=None)
    day = Day(load_default=None)
    before = fields.Integer(load_default=None, validate=validate.Range(1, MS_MAX))
    known_at = Ms(strict=False, load_default=None)


class AuditRowShape(Shape):
    """One act: when, whose, where, about what, and how much; whom it gave a role or a code."""

    id = fields.Integer(required=True)
    at = fields.Integer(required=True)
    act = fields.String(required=True)
    label = fields.Nested(LabelShape, required=True)
    by = fields.Nested(PersonShape, required=True)
    place = fields.Nested(PersonShape, required=True, allow_none=True)
    about = fields.String(required=True, allow_none=True)
    whom = fields.String(required=True, allow_none=True)
    details = fields.Dict(keys=fields.String(), required=True)


class AuditPageShape(Shape):
    """A page of the audit, newest first; `people` to choose from; `next` starts the next page."""

    rows = fields.List(fields.Nested(AuditRowShape), required=True)
    people = fields.List(fields.Nested(PersonShape), required=True)
    next = fields.Integer(required=True, allow_none=True)
