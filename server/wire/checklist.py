"""Shapes of the questions about a checklist; the answers are made by ``sync.checklist_json``."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.wire.values import Day, Id, Ms

MOST = 1_000_000


class ChecklistQuery(Shape):
    """A compound and a day (today when absent), as known at a moment (now when absent)."""

    compound = Id(required=True)
    day = Day(load_default=None)
    known_at = Ms(strict=False, load_default=None)


class CriterionQuery(ChecklistQuery):
    """A page of what is missing and of the records, ``size`` of each from ``start``."""

    start = fields.Integer(load_default=0, validate=validate.Range(0, MOST))
    size = fields.Integer(load_default=100, validate=validate.Range(1, 500))


class ZeroQuery(ChecklistQuery):
    """The same; ``released`` supposes that these cases were released on the day."""

    released = fields.List(Id(), load_default=list, validate=validate.Length(max=100))
