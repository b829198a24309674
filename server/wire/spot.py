"""Shapes of spot checks: samples, their doors, and what was found there."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.wire.labels import KindShape
from server.wire.people import PersonShape
from server.wire.values import Day, Id, Line


class SampleToDrawShape(Shape):
    """The compound and the day whose records are to be checked; who goes, if not the asker.

    ``kind``: whose records; the policy's own where none is named.
    """

    place = Id(required=True)
    day = Day(required=True)
    checker = Line(load_default=None, max_length=40)
    second_of = Id(load_default=None)
    kind = Id(load_default=None)


class SampleMadeShape(Shape):
    """The record of the sample, and how many doors were drawn."""

    sample = fields.String(required=True)
    drawn = fields.Integer(required=True)


class DrawnShape(Shape):
    """A door that was drawn; no outcome where nobody has checked it."""

    place = fields.Nested(PersonShape, required=True)
    outcome = fields.String(required=True, allow_none=True)


class SampleShape(Shape):
    """A sample: the verdict asks for a second one, or for the rest, and blames nobody."""

    id = fields.String(required=True)
    day = fields.String(required=True)
    kind = fields.Nested(KindShape, required=True)
    drawn_at = fields.Integer(required=True)
    checker = fields.String(required=True, allow_none=True)
    second_of = fields.String(required=True, allow_none=True)
    doors = fields.List(fields.Nested(DrawnShape), required=True)
    checked = fields.Integer(required=True)
    agrees = fields.Integer(required=True)
    disagrees = fields.Integer(required=True)
    not_reached = fields.Integer(required=True)
    verdict = fields.String(
        required=True, validate=validate.OneOf(["passed", "failed", "unfinished"])
    )
    asks_second = fields.Boolean(required=True)


class SamplesShape(Shape):
    """The samples of a compound, newest first, with the numbers that the policy asks for.

    ``draws``: whether doors may be drawn and checks entered; not of a moment that has passed.
    """

    known_at = fields.Integer(required=True)
    draws = fields.Boolean(required=True)
    day = fields.String(required=True)
    size = fields.Integer(required=True)
    most_misses = fields.Integer(required=True)
    kinds = fields.List(fields.Nested(KindShape), required=True)
    samples = fields.List(fields.Nested(SampleShape), required=True)


class CheckShape(Shape):
    """What was found at a drawn door."""

    sample = Id(required=True)
    place = Id(required=True)
    outcome = fields.String(
        required=True, validate=validate.OneOf(["agrees", "disagrees", "not_reached"])
    )


class CheckMadeShape(Shape):
    """The record of the check."""

    record = fields.String(required=True)
