"""Shapes of the event feed."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.events.cursor import MOST_CHARACTERS
from server.wire.exports import SHORTEST_REASON
from server.wire.values import Id, Line

STREAMS = ("ref", "person", "work", "case")
MOST = 1_000


class EventsQuery(Shape):
    """A place, the cursor of the last answer, and how many events at most."""

    place = Id(required=True)
    after = fields.String(load_default=None, validate=validate.Length(max=MOST_CHARACTERS))
    limit = fields.Integer(load_default=200, validate=validate.Range(1, MOST))
    stream = fields.String(load_default=None, validate=validate.OneOf(STREAMS))
    reason = Line(load_default=None, min_length=SHORTEST_REASON, max_length=200)


class EventFeedShape(Shape):
    """Where an event stands: a place and what it is of."""

    place = fields.String(required=True)
    stream = fields.String(required=True)


class EventOpShape(Shape):
    """One op as it was sealed; ``left_out`` names the fields about persons that are not shown."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    version = fields.Integer(required=True)
    place = fields.String(required=True)
    slot = fields.String(required=True, allow_none=True)
    record = fields.String(required=True)
    subject = fields.String(required=True, allow_none=True)
    parents = fields.List(fields.String(), required=True)
    by = fields.String(required=True)
    observed = fields.List(fields.Integer(), required=True)
    recorded_at = fields.Integer(required=True)
    set = fields.Dict(fields.String(), fields.Raw(allow_none=True), required=True)
    left_out = fields.List(fields.String(), required=True)


class EventShape(Shape):
    """One accepted op at its number in its feed."""

    feed = fields.Nested(EventFeedShape, required=True)
    q = fields.Integer(required=True)
    received_at = fields.Integer(required=True)
    op = fields.Nested(EventOpShape, required=True, allow_none=True)


class EventsShape(Shape):
    """A page of events, of which streams it is, the cursor after it, and whether more wait."""

    streams = fields.List(fields.String(), required=True)
    events = fields.List(fields.Nested(EventShape), required=True)
    next = fields.String(required=True)
    more = fields.Boolean(required=True)
