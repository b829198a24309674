"""Shapes of the board and of a door's history."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.wire.labels import LabelShape
from server.wire.people import PersonShape
from server.wire.values import Day, Id, Ms

MOST_DAYS = 28
STATES = ("open", "done", "attempted", "missed", "not_yet_known", "vacant", "away")


class BoardQuery(Shape):
    """A community or compound, and the session; the running one where none is named.

    With ``known_at``, as it was known at that moment.
    """

    place = Id(required=True)
    day = Day(load_default=None)
    session = fields.String(load_default=None, validate=validate.Length(1, 20))
    known_at = Ms(strict=False, load_default=None)


class SessionShape(Shape):
    """A session of a day."""

    day = fields.String(required=True)
    session = fields.String(required=True)
    label = fields.Nested(LabelShape, required=True)


class BoardDoorShape(Shape):
    """A door in its state; ``code`` is the most severe outcome recorded."""

    id = fields.String(required=True)
    door = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    code = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    conflict = fields.Boolean(required=True)


class FloorShape(Shape):
    """The doors of one floor."""

    floor = fields.Integer(required=True)
    doors = fields.List(fields.Nested(BoardDoorShape), required=True)


class StairwellShape(PersonShape):
    """A stairwell, top floor first."""

    floors = fields.List(fields.Nested(FloorShape), required=True)


class CountsShape(Shape):
    """Doors that are due, by their state; exceptions are among the done."""

    due = fields.Integer(required=True)
    done = fields.Integer(required=True)
    attempted = fields.Integer(required=True)
    exceptions = fields.Integer(required=True)
    missed = fields.Integer(required=True)
    not_yet_known = fields.Integer(required=True)
    open = fields.Integer(required=True)


class BoardBuildingShape(PersonShape):
    """A building as it stands; ``silent_since`` (ms) is when its longest silent phone was heard."""

    compound = fields.Nested(PersonShape, required=True, allow_none=True)
    stairwells = fields.List(fields.Nested(StairwellShape), required=True)
    counts = fields.Nested(CountsShape, required=True)
    silent_since = fields.Integer(required=True, allow_none=True)


class BoardAreaShape(PersonShape):
    """A public area that is to be disinfected in the session."""

    area_kind = fields.String(required=True, allow_none=True)
    parent = fields.Nested(PersonShape, required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    code = fields.String(required=True, allow_none=True)
    records = fields.List(fields.String(), required=True)


class PhoneCountsShape(Shape):
    """How many phones are responsible, and how many are silent."""

    silent = fields.Integer(required=True)
    total = fields.Integer(required=True)


class BoardShape(Shape):
    """Every door and area of a place in one session, as known at a moment."""

    place = fields.Nested(PersonShape, required=True)
    day = fields.String(required=True)
    session = fields.String(required=True)
    sessions = fields.List(fields.Nested(SessionShape), required=True)
    known_at = fields.Integer(required=True)
    starts_at = fields.Integer(required=True)
    ends_at = fields.Integer(required=True)
    totals = fields.Nested(CountsShape, required=True)
    phones = fields.Nested(PhoneCountsShape, required=True)
    buildings = fields.List(fields.Nested(BoardBuildingShape), required=True)
    areas = fields.List(fields.Nested(BoardAreaShape), required=True)


class SessionTimeShape(SessionShape):
    """A session of a day with its ends (ms)."""

    starts_at = fields.Integer(required=True)
    ends_at = fields.Integer(required=True)


class DaysQuery(Shape):
    """A building's doors (screening) or a place's areas (disinfection), and how many days back."""

    place = Id(required=True)
    kind = fields.String(required=True, validate=validate.Length(1, 40))
    days = fields.Integer(load_default=14, validate=validate.Range(1, MOST_DAYS))
    known_at = Ms(strict=False, load_default=None)


class SlotCellShape(Shape):
    """One session at one place; ``none`` where nothing was owed, the record that it rests on."""

    state = fields.String(required=True, validate=validate.OneOf(("none", *STATES)))
    code = fields.String(required=True, allow_none=True)
    record = fields.String(required=True, allow_none=True)


class SlotRowShape(PersonShape):
    """A door or area; ``above`` is the stairwell or building that its name needs."""

    above = fields.Nested(PersonShape, required=True, allow_none=True)
    compound = fields.Nested(PersonShape, required=True, allow_none=True)
    cells = fields.List(fields.Nested(SlotCellShape), required=True)


class DaysShape(Shape):
    """Doors or areas × sessions, as known at a moment."""

    place = fields.Nested(PersonShape, required=True)
    kind = fields.String(required=True)
    known_at = fields.Integer(required=True)
    times = fields.List(fields.Nested(SessionTimeShape), required=True)
    rows = fields.List(fields.Nested(SlotRowShape), required=True)
