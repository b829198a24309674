"""Shapes of the register's changes, of duties, and of who signs in where."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.register.changes import KINDS, MOST_OPS
from server.register.places import ADDABLE
from server.wire.people import PersonShape, PlacedShape
from server.wire.values import Id, Line


class StateShape(Shape):
    """A record as a form has it: of which kind, where, and its fields; null empties a field."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    place = Id(required=True)
    record = Id(load_default=None, allow_none=True)
    fields_ = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 40)),
        values=fields.Raw(allow_none=True),
        required=True,
        data_key="fields",
        validate=validate.Length(1, 40),
    )
    before = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 40)),
        values=fields.Raw(allow_none=True),
        load_default=None,
        allow_none=True,
        metadata={"description": "What the form began with: refused once somebody changed that."},
    )


class VoidShape(Shape):
    """A record that is to be taken away."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    place = Id(required=True)
    record = Id(required=True)


class NewPlaceShape(Shape):
    """A place to add below another one."""

    parent = Id(required=True)
    type = fields.String(required=True, validate=validate.OneOf(sorted(ADDABLE)))
    name = Line(required=True, max_length=40)
    floor = fields.Integer(strict=True)
    door = Line(max_length=20)
    stairwell = Line(max_length=20)
    area_kind = fields.String()
    cleaned_by = fields.String()
    sessions = fields.List(fields.String(), validate=validate.Length(max=8))
    tags = fields.List(fields.String(), validate=validate.Length(max=12))


class PlaceToRemoveShape(Shape):
    """A place to take away, with everything below it."""

    place = Id(required=True)


class UndoShape(Shape):
    """The ops whose effect is to be taken back, in the order in which they were written."""

    ops = fields.List(Id(), required=True, validate=validate.Length(1, MOST_OPS))


class WrittenShape(Shape):
    """A record as it was written, and the ops that an undo names."""

    record = fields.String(required=True)
    ops = fields.List(fields.String(), required=True)


class UndoneShape(Shape):
    """The ops that took it back; undoing them brings it again."""

    ops = fields.List(fields.String(), required=True)


class GateShape(PlacedShape):
    """A gate, and whether people may pass it."""

    open = fields.Boolean(required=True)


class DutyShape(Shape):
    """A record of the register as it stands, and who changed it last when."""

    record = fields.String(required=True)
    kind = fields.String(required=True)
    place = fields.Nested(PlacedShape, required=True)
    fields_ = fields.Dict(
        keys=fields.String(), required=True, attribute="fields", data_key="fields"
    )
    changed_at = fields.Integer(required=True)
    by = fields.Nested(PersonShape, required=True)


class AccessShape(Shape):
    """Somebody who signs in at a place."""

    grant = fields.String(required=True)
    user = fields.Nested(PersonShape, required=True)
    role = fields.String(required=True)
    valid_to = fields.Integer(required=True, allow_none=True)


class PostShape(Shape):
    """A compound or building: who is responsible, and who signs in there."""

    place = fields.Nested(PlacedShape, required=True)
    households = fields.Integer(required=True)
    assignment = fields.Nested(DutyShape, required=True, allow_none=True)
    access = fields.List(fields.Nested(AccessShape), required=True)


class GridShape(Shape):
    """A grid and the buildings that lie in it."""

    name = fields.String(required=True)
    buildings = fields.List(fields.String(), required=True)


class PeoplePageShape(Shape):
    """Everybody's duties in a community."""

    place = fields.Nested(PersonShape, required=True)
    today = fields.String(required=True)
    posts = fields.List(fields.Nested(PostShape), required=True)
    grids = fields.List(fields.Nested(GridShape), required=True)
    grid_leads = fields.List(fields.Nested(DutyShape), required=True)
    teams = fields.List(fields.Nested(DutyShape), required=True)
    shifts = fields.List(fields.Nested(DutyShape), required=True)
    channels = fields.List(fields.Nested(DutyShape), required=True)
    care = fields.List(fields.Nested(DutyShape), required=True)
    gates = fields.List(fields.Nested(GateShape), required=True)


class HeldGrantShape(Shape):
    """A role at a place for a time; `mine`: the asker may end it."""

    id = fields.String(required=True)
    role = fields.String(required=True)
    place = fields.Nested(PersonShape, required=True)
    valid_from = fields.Integer(required=True)
    valid_to = fields.Integer(required=True, allow_none=True)
    mine = fields.Boolean(required=True)


class HeldDeviceShape(Shape):
    """A phone: since when, when last heard, and how many records it said it still holds.

    Of an earlier moment neither is kept: `last_seen_at` and `held` are null there.
    """

    id = fields.String(required=True)
    label = fields.String(required=True)
    joined_at = fields.Integer(required=True)
    ended_at = fields.Integer(required=True, allow_none=True)
    last_seen_at = fields.Integer(required=True, allow_none=True)
    held = fields.Integer(required=True, allow_none=True)


class SignedInPersonShape(Shape):
    """Somebody with roles and phones."""

    user = fields.Nested(PersonShape, required=True)
    ended = fields.Boolean(required=True)
    grants = fields.List(fields.Nested(HeldGrantShape), required=True)
    devices = fields.List(fields.Nested(HeldDeviceShape), required=True)


class AccessPageShape(Shape):
    """Everybody who signs in at or below a place."""

    now = fields.Integer(required=True)
    people = fields.List(fields.Nested(SignedInPersonShape), required=True)
