"""Shapes of missed rounds: the sessions of the last days, one of them opened, an explanation."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.missed.rounds import DAYS
from server.wire.board import MOST_DAYS, STATES, SessionTimeShape
from server.wire.people import PersonShape
from server.wire.values import Day, Id, Line, Ms

ROUND_STATES = ("none", "open", "done", "attempted", "missed", "not_yet_known")


class MissedQuery(Shape):
    """A community or compound, and how many days back; with ``known_at``, as known then."""

    place = Id(required=True)
    days = fields.Integer(load_default=DAYS, validate=validate.Range(1, MOST_DAYS))
    known_at = Ms(strict=False, load_default=None)


class MissedRoundQuery(Shape):
    """A building or area, and one session."""

    place = Id(required=True)
    day = Day(required=True)
    session = fields.String(required=True, validate=validate.Length(1, 20))
    known_at = Ms(strict=False, load_default=None)


class MissedRoundShape(Shape):
    """One round: ``missing`` of ``due`` are not done; explained where a reason stands."""

    state = fields.String(required=True, validate=validate.OneOf(ROUND_STATES))
    missing = fields.Integer(required=True)
    due = fields.Integer(required=True)
    explained = fields.Boolean(required=True)


class MissedLineShape(PersonShape):
    """A building or area with its rounds, in the order of the times."""

    kind = fields.String(required=True)
    compound = fields.Nested(PersonShape, required=True, allow_none=True)
    building = fields.Nested(PersonShape, required=True, allow_none=True)
    rounds = fields.List(fields.Nested(MissedRoundShape), required=True)


class MissedShape(Shape):
    """Buildings and areas × sessions, as known at a moment."""

    place = fields.Nested(PersonShape, required=True)
    known_at = fields.Integer(required=True)
    times = fields.List(fields.Nested(SessionTimeShape), required=True)
    rows = fields.List(fields.Nested(MissedLineShape), required=True)


class MissingShape(Shape):
    """A door or area that is not done; the record where somebody tried."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    stairwell = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    code = fields.String(required=True, allow_none=True)
    record = fields.String(required=True, allow_none=True)


class OnDutyShape(Shape):
    """Somebody who was responsible: lead, deputy, or by their role on a phone."""

    name = fields.String(required=True)
    role = fields.String(required=True)
    place = fields.Nested(PersonShape, required=True)


class SilentShape(Shape):
    """A phone that may still hold the round."""

    name = fields.String(required=True)
    phone = fields.String(required=True)
    heard_at = fields.Integer(required=True, allow_none=True)


class ExplanationShape(Shape):
    """What was said about the round; ``op`` is its newest op, which an undo names."""

    record = fields.String(required=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.Integer(required=True)
    voided = fields.Boolean(required=True)
    op = fields.String(required=True)


class MissedOpenedShape(Shape):
    """One round with all that explains it."""

    place = fields.Nested(PersonShape, required=True)
    kind = fields.String(required=True)
    day = fields.String(required=True)
    session = fields.String(required=True)
    starts_at = fields.Integer(required=True)
    ends_at = fields.Integer(required=True)
    known_at = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(ROUND_STATES))
    doors = fields.List(fields.Nested(MissingShape), required=True)
    on_duty = fields.List(fields.Nested(OnDutyShape), required=True)
    silent = fields.List(fields.Nested(SilentShape), required=True)
    explanations = fields.List(fields.Nested(ExplanationShape), required=True)


class ExplainShape(Shape):
    """Why a round was missed."""

    place = Id(required=True)
    day = Day(required=True)
    session = fields.String(required=True, validate=validate.Length(1, 20))
    reason = Line(required=True, max_length=300)
