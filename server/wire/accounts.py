"""Shapes of desk accounts."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.roles import DESK_ROLES
from server.wire.people import PersonShape
from server.wire.values import Day, Id, Line, Ms, Secret

STATES = ("active", "waiting", "lapsed", "phone", "closed")
ACCOUNT = r"^[a-z0-9][a-z0-9._-]{1,31}$"


class AccountsQuery(Shape):
    """The place that is asked about, and words to find somebody by.

    With ``known_at``, as it was known at that moment.
    """

    place = Id(required=True)
    known_at = Ms(strict=False, load_default=None)
    search = Line(load_default="", max_length=80, min_length=0)


class RoleShape(Shape):
    """A role at a place, from a day (at once where none is said) to a day (that day included)."""

    role = fields.String(required=True, validate=validate.OneOf(DESK_ROLES))
    place = Id(required=True)
    begin = Day(data_key="from", attribute="from", load_default=None, allow_none=True)
    until = Day(load_default=None, allow_none=True)


class MakeAccountShape(RoleShape):
    """A new desk account: who it is for, and what it is called at the sign-in."""

    name = Line(required=True, max_length=40)
    account = fields.String(required=True, validate=validate.Regexp(ACCOUNT))


class AccountNameShape(Shape):
    """What somebody is to be called at the sign-in."""

    account = fields.String(required=True, validate=validate.Regexp(ACCOUNT))


class OwnAccountShape(AccountNameShape):
    """An account of one's own, with its passphrase."""

    passphrase = Secret(required=True, max_length=200)


class UntilShape(Shape):
    """The last day of a role; null for no end."""

    until = Day(required=True, allow_none=True)


class AccountMadeShape(Shape):
    """An account's one-time code and link: shown here once."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    account = fields.String(required=True)
    code = fields.String(required=True)
    url = fields.String(required=True)
    expires_at = Ms(required=True)


class AccountGrantShape(Shape):
    """A role of an account; ``mine`` where the reader may change it."""

    id = fields.String(required=True)
    role = fields.String(required=True)
    place = fields.Nested(PersonShape, required=True)
    valid_from = Ms(required=True)
    valid_to = fields.Integer(required=True, allow_none=True)
    mine = fields.Boolean(required=True)


class AccountShape(Shape):
    """A desk account; ``mine`` where the reader may close it and reset its sign-in."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    account = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    code_until = fields.Integer(required=True, allow_none=True)
    mine = fields.Boolean(required=True)
    self_ = fields.Boolean(data_key="self", attribute="self", required=True)
    grants = fields.List(fields.Nested(AccountGrantShape), required=True)


class AboveShape(Shape):
    """Somebody whose role reaches the place from above; no place means everywhere."""

    name = fields.String(required=True)
    role = fields.String(required=True)
    place = fields.String(required=True, allow_none=True)


class AccountsShape(Shape):
    """Who signs in at a desk for a place, and which roles the reader may give."""

    now = Ms(required=True)
    accounts = fields.List(fields.Nested(AccountShape), required=True)
    more = fields.Boolean(required=True)
    above = fields.List(fields.Nested(AboveShape), required=True)
    roles = fields.List(fields.String(), required=True)
