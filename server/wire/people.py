"""Shapes of sign-in, invitations and the person asking."""

from marshmallow import fields, validate, validates_schema
from marshmallow.exceptions import ValidationError

from server.api.blueprint import Shape
from server.roles import ROLES
from server.wire.labels import LabelShape
from server.wire.values import MS_MAX, Day, Id, Line, Ms, Secret


class SignInShape(Shape):
    """A desk account and its passphrase."""

    account = Line(required=True, max_length=80)
    passphrase = Secret(required=True, max_length=200)


class PersonShape(Shape):
    """Somebody or something, by id and name."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class PlacedShape(PersonShape):
    """A place by a name that finds it in its compound; none where it lies in none."""

    type = fields.String(required=True)
    compound = fields.Nested(PersonShape, required=True, allow_none=True)


class SignedInShape(Shape):
    """An access token, to be kept in memory only, and whose it is."""

    access = fields.String(required=True)
    user = fields.Nested(PersonShape, required=True)


class SessionDoorQuery(Shape):
    """Which session is meant where one browser has both: the phone's or the desk's."""

    at = fields.String(load_default=None, validate=validate.OneOf(("phone", "desk")))


class SecretShape(Shape):
    """An invitation's token or its six digits: one of the two."""

    token = Secret(max_length=64)
    code = Secret(validate=validate.Regexp(r"^[0-9]{6}$"))

    @validates_schema
    def one_of_two(self, data: dict[str, object], **_: object) -> None:
        """Raise unless exactly one is there."""
        if ("token" in data) == ("code" in data):
            raise ValidationError("either the token or the code")


class OpeningSecretShape(Shape):
    """A way to choose a passphrase: the link's token, or an account with its eight digits."""

    token = Secret(max_length=64)
    account = Line(max_length=80)
    code = Secret(validate=validate.Regexp(r"^[0-9]{8}$"))

    @validates_schema
    def one_of_two(self, data: dict[str, object], **_: object) -> None:
        """Raise unless exactly one way is there."""
        if set(data) & {"token", "account", "code"} not in ({"token"}, {"account", "code"}):
            raise ValidationError("either the token, or the account and its code")


class ChooseShape(OpeningSecretShape):
    """A way to choose a passphrase, and the passphrase."""

    passphrase = Secret(required=True, max_length=200)


class ConfirmShape(Shape):
    """One's own passphrase, given again."""

    passphrase = Secret(required=True, max_length=200)


class NewPassphraseShape(Shape):
    """One's own passphrase, and the one to come."""

    old = Secret(required=True, max_length=200)
    new = Secret(required=True, max_length=200)


class PassphraseChangedShape(Shape):
    """How many sessions at other desks were ended by it."""

    ended = fields.Integer(required=True)


class OfferedPlaceShape(Shape):
    """A place that an invitation grants."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    households = fields.Integer(required=True)


class OfferShape(Shape):
    """What an invitation offers."""

    inviter = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    until = fields.Integer(required=True, allow_none=True)
    places = fields.List(fields.Nested(OfferedPlaceShape), required=True)
    sessions = fields.List(fields.Nested(LabelShape), required=True)
    download_kb = fields.Integer(required=True)


class DeviceShape(Shape):
    """How the phone calls itself."""

    label = Line(load_default="", max_length=80, min_length=0)
    platform = Line(load_default="", max_length=200, min_length=0)


class GoneShape(Shape):
    """What somebody had sealed on this phone before it was cleared: n, of which it held `kept`."""

    replica = fields.String(required=True, validate=validate.Regexp(r"^[\w-]{21}[AQgw]$"))
    n = fields.Integer(required=True, strict=True, validate=validate.Range(1, MS_MAX))
    kept = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, MS_MAX))


class EnrolShape(SecretShape):
    """An invitation used by a person on a phone."""

    name = Line(load_default=None, max_length=40, allow_none=True)
    device = fields.Nested(DeviceShape, load_default=lambda: {"label": "", "platform": ""})
    gone = fields.List(
        fields.Nested(GoneShape), load_default=list, validate=validate.Length(max=50)
    )


class GrantPlaceShape(Shape):
    """A place with the names above it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    path_names = fields.List(fields.String(), required=True)


class GrantShape(Shape):
    """A role at a place for a time; no place means everywhere."""

    place = fields.Nested(GrantPlaceShape, required=True, allow_none=True)
    role = fields.String(required=True)
    valid_from = fields.Integer(required=True)
    valid_to = fields.Integer(required=True, allow_none=True)


class OpeningOfferShape(Shape):
    """Whose account a code opens; ``again`` where its passphrase is being replaced."""

    account = fields.String(required=True)
    name = fields.String(required=True)
    by = fields.String(required=True)
    again = fields.Boolean(required=True)
    grants = fields.List(fields.Nested(GrantShape), required=True)


class EnrolledShape(SignedInShape):
    """A phone that was let in."""

    push_key = fields.String(required=True)
    grants = fields.List(fields.Nested(GrantShape), required=True)


class MeUserShape(PersonShape):
    """The person asking."""

    account = fields.String(required=True, allow_none=True)


class TimeShape(Shape):
    """The server's time."""

    now = fields.Integer(required=True)


class MeShape(Shape):
    """Who I am, where, and what I may do."""

    user = fields.Nested(MeUserShape, required=True)
    grants = fields.List(fields.Nested(GrantShape), required=True)
    may = fields.List(fields.String(), required=True)
    time = fields.Nested(TimeShape, required=True)


class InviteShape(Shape):
    """Whom to invite, as what, where, and until which day (that day included)."""

    name = Line(required=True, max_length=40)
    role = fields.String(required=True, validate=validate.OneOf(sorted(ROLES)))
    places = fields.List(Id(), required=True, validate=validate.Length(1, 60))
    until = Day(load_default=None, allow_none=True)
    person = fields.String(load_default=None, validate=validate.Regexp(r"^u[0-9]{1,9}$"))


class InvitationMadeShape(Shape):
    """A new invitation: its token and code are shown here once."""

    id = fields.String(required=True)
    token = fields.String(required=True)
    url = fields.String(required=True)
    code = fields.String(required=True)
    qr_svg = fields.String(required=True)
    expires_at = Ms(required=True)


class JoinedShape(Shape):
    """Who came in by an invitation, on which phone."""

    name = fields.String(required=True)
    device = fields.String(required=True)


class InvitationShape(Shape):
    """An invitation as the desk lists it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    places = fields.List(fields.Nested(PersonShape), required=True)
    until = fields.Integer(required=True, allow_none=True)
    created_at = Ms(required=True)
    expires_at = Ms(required=True)
    used_at = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True)
    joined = fields.Nested(JoinedShape, required=True, allow_none=True)
    mine = fields.Boolean(required=True)


class InvitationsShape(Shape):
    """The invitations of a place."""

    invitations = fields.List(fields.Nested(InvitationShape), required=True)


class PlaceQuery(Shape):
    """The place that is asked about."""

    place = Id(required=True)


class PlaceThenQuery(PlaceQuery):
    """The place, and the moment at which it is looked at: now where none is given."""

    known_at = Ms(strict=False, load_default=None)
