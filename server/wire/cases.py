"""Shapes of people of concern and of their events."""

from marshmallow import fields

from server.api.blueprint import Shape
from server.wire.people import PersonShape
from server.wire.values import Day, Id, Line


class CaseHappenedShape(Shape):
    """One thing that happened to a person."""

    record = fields.String(required=True)
    event = fields.String(required=True)
    category = fields.String(required=True)
    on = fields.String(required=True)
    by = fields.String(required=True)
    basis = fields.String(required=True, allow_none=True)
    escort = fields.String(required=True, allow_none=True)
    location = fields.String(required=True, allow_none=True)


class PersonOfConcernShape(Shape):
    """A person: by code and masked name, in a category since a day, on which day of how many."""

    id = fields.String(required=True)
    who = fields.String(required=True)
    compound = fields.Nested(PersonShape, required=True)
    place = fields.Nested(PersonShape, required=True)
    category = fields.String(required=True)
    since = fields.String(required=True, allow_none=True)
    day_number = fields.Integer(required=True, allow_none=True)
    days = fields.Integer(required=True, allow_none=True)
    location = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    conflict = fields.Boolean(required=True)
    events = fields.List(fields.Nested(CaseHappenedShape), required=True)


class CasesShape(Shape):
    """The people of a place; ``records``: whether this person may record events."""

    day = fields.String(required=True)
    records = fields.Boolean(required=True)
    cases = fields.List(fields.Nested(PersonOfConcernShape), required=True)


class ReadingShape(Shape):
    """One reading in tenths of °C: at or above fever, or well above the person's own median."""

    record = fields.String(required=True)
    at = fields.Integer(required=True)
    tenths = fields.Integer(required=True)
    high = fields.Boolean(required=True)
    rises = fields.Boolean(required=True)


class StripShape(Shape):
    """One person's readings in order of time; ``same``: so many equal ones in a row, or 0."""

    compound = fields.Nested(PersonShape, required=True)
    place = fields.Nested(PersonShape, required=True)
    who = fields.String(required=True)
    median = fields.Integer(required=True)
    same = fields.Integer(required=True)
    readings = fields.List(fields.Nested(ReadingShape), required=True)


class TemperaturesShape(Shape):
    """Those worth a look, the hottest first; no days: the policy has no such rule."""

    days = fields.List(fields.String(), required=True)
    fever_from = fields.Integer(required=True, allow_none=True)
    strips = fields.List(fields.Nested(StripShape), required=True)


class CaseEventShape(Shape):
    """An event to record; what the kind asks beyond this shape it says itself."""

    place = Id(required=True)
    person = Line(load_default=None, max_length=64)
    category = fields.String(required=True)
    event = fields.String(required=True)
    happened_on = Day(required=True)
    converted_to = fields.String(load_default=None)
    basis = Line(load_default=None, max_length=200)
    location = fields.String(load_default=None)
    escort = Line(load_default=None, max_length=40)
    name_masked = Line(load_default=None, max_length=20)
    observe_days = fields.Integer(strict=True, load_default=None)
    found_in = Id(load_default=None)


class CaseMadeShape(Shape):
    """The person's code, and the record of the event."""

    person = fields.String(required=True)
    record = fields.String(required=True)
