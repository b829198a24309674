"""Shapes of the questions about the roll-up and its rounds; ``server.rollup`` makes the answers."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.wire.people import PlaceThenQuery
from server.wire.values import Id, Line
from sync.rollup import LOST
from sync.standing import LEVELS

SETS = ("all", "free", "incomplete", *LOST, "previous", "gained", "removed")
SHORTEST_NOTE = 4


class OpenedQuery(PlaceThenQuery):
    """One number of the roll-up, opened: ``size`` places of it from ``start``."""

    level = fields.String(load_default="compound", validate=validate.OneOf(LEVELS))
    which = fields.String(required=True, validate=validate.OneOf(SETS))
    start = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))
    size = fields.Integer(load_default=100, validate=validate.Range(1, 500))


class PublishShape(Shape):
    """The city or district that publishes the round which is due."""

    place = Id(required=True)


class RoundNoteShape(Shape):
    """Why figures of a published round are added to; the round itself stays as it is."""

    place = Id(required=True)
    note = Line(required=True, min_length=SHORTEST_NOTE, max_length=300)
