"""Who may do what: the one table of permissions, streams and masks, by role.

A route that is not in ``ROUTES`` answers nobody. A permission holds only where a grant with such
a role is in force: "may" is asked here, "where" in ``server.visible``.
"""

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """What a route asks for; the first three ask nothing of a role.

    PUSH is a sign-in, or the push key of a phone whose sign-in ended: its work still arrives.
    """

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    PUSH = "push"
    INVITE = "invite"
    BOARD = "board"
    HISTORY = "history"
    REPLICAS = "replicas"
    RESCUE = "rescue"
    CHECKLIST = "checklist"
    RECORDS = "records"
    STANDINGS = "standings"
    WAIVE = "waive"
    PLACES = "places"
    PLACES_IMPORT = "places.import"
    ROSTER = "roster"
    EXPORT = "export"
    EXPORT_NAMES = "export.names"
    EVENTS = "events"
    PEOPLE = "people"
    REGISTER = "register"
    AUDIT = "audit"
    MATTERS = "matters"
    SETTLE = "settle"
    CASES = "cases"
    CARDS = "cards"
    ROLLUP = "rollup"
    PUBLISH = "rounds.publish"
    SPOT = "spot"


P = Permission

ROUTES: Mapping[str, Permission] = {
    "auth.sign_in": P.PUBLIC,
    "auth.refresh": P.PUBLIC,
    "auth.sign_out": P.PUBLIC,
    "enrol.look": P.PUBLIC,
    "enrol.enrol": P.PUBLIC,
    "auth.look": P.PUBLIC,
    "auth.choose": P.PUBLIC,
    "auth.confirm": P.SIGNED_IN,
    "me.show": P.SIGNED_IN,
    "me.change_passphrase": P.SIGNED_IN,
    "me.choose_account": P.SIGNED_IN,
    "catalogue.show": P.SIGNED_IN,
    "rules.show": P.SIGNED_IN,
    "problems.index": P.PUBLIC,
    "api-docs.openapi_json": P.PUBLIC,
    "exchange.exchange": P.PUSH,
    "exchange.heads": P.SIGNED_IN,
    "exchange.check": P.SIGNED_IN,
    "invitations.index": P.INVITE,
    "invitations.create": P.INVITE,
    "invitations.withdraw": P.INVITE,
    "board.show": P.BOARD,
    "board.days": P.BOARD,
    "missed.index": P.BOARD,
    "missed.show": P.BOARD,
    "missed.explain": P.SETTLE,
    "doors.history": P.HISTORY,
    "replicas.index": P.REPLICAS,
    "rescues.preview": P.RESCUE,
    "rescues.create": P.RESCUE,
    "checklist.show": P.CHECKLIST,
    "checklist.criterion": P.CHECKLIST,
    "zero.show": P.CHECKLIST,
    "since.show": P.CHECKLIST,
    "gates.watch": P.CHECKLIST,
    "waivers.index": P.CHECKLIST,
    "waivers.create": P.WAIVE,
    "waivers.end": P.WAIVE,
    "standings.show": P.STANDINGS,
    "standings.take": P.STANDINGS,
    "standings.waiting": P.STANDINGS,
    "rollup.show": P.ROLLUP,
    "rollup.places": P.ROLLUP,
    "rounds.index": P.ROLLUP,
    "rounds.show": P.ROLLUP,
    "rounds.create": P.PUBLISH,
    "rounds.add": P.PUBLISH,
    "records.index": P.RECORDS,
    "records.show": P.RECORDS,
    "places.index": P.PLACES,
    "places.preview": P.PLACES_IMPORT,
    "places.create": P.PLACES_IMPORT,
    "rosters.preview": P.ROSTER,
    "rosters.preview_table": P.ROSTER,
    "rosters.apply": P.ROSTER,
    "rosters.template": P.ROSTER,
    "rosters.list_all": P.ROSTER,
    "rosters.preview_taking_back": P.ROSTER,
    "rosters.undo": P.ROSTER,
    "buildings.preview": P.ROSTER,
    "buildings.create": P.ROSTER,
    "exports.index": P.EXPORT,
    "exports.show": P.EXPORT,
    "events.index": P.EVENTS,
    "people.show": P.PEOPLE,
    "register.state": P.REGISTER,
    "register.void": P.REGISTER,
    "register.undo": P.REGISTER,
    "register.add_place": P.REGISTER,
    "register.remove_place": P.REGISTER,
    "audit.index": P.AUDIT,
    "cards.show": P.CARDS,
    "access.index": P.INVITE,
    "access.stray_records": P.INVITE,
    "access.end_grant": P.INVITE,
    "access.end_device": P.INVITE,
    "accounts.index": P.INVITE,
    "accounts.create": P.INVITE,
    "accounts.add_role": P.INVITE,
    "accounts.change_end": P.INVITE,
    "accounts.give_account": P.INVITE,
    "accounts.reset": P.INVITE,
    "accounts.close": P.INVITE,
    "accounts.reopen": P.INVITE,
    "matters.index": P.MATTERS,
    "matters.settle": P.SETTLE,
    "matters.reopen": P.SETTLE,
    "matters.decide": P.SETTLE,
    "matters.amend": P.SETTLE,
    "matters.see": P.SETTLE,
    "cases.index": P.CASES,
    "cases.temperatures": P.CASES,
    "cases.create": P.SETTLE,
    "spot_samples.index": P.SPOT,
    "spot_samples.create": P.SPOT,
    "spot_checks.create": P.SPOT,
    "standings.certificate": P.STANDINGS,
    "pages.certificate": P.PUBLIC,
    "pages.certificate_style": P.PUBLIC,
    "pages.phone": P.PUBLIC,
    "pages.desk": P.PUBLIC,
    "pages.to_desk": P.PUBLIC,
    "pages.built": P.PUBLIC,
    "pages.health": P.PUBLIC,
    "pages.csp_report": P.PUBLIC,
}

FIELD_WORK = frozenset({P.HISTORY, P.PLACES})
OVERSIGHT = frozenset(
    {
        P.STANDINGS,
        P.ROLLUP,
        P.BOARD,
        P.REPLICAS,
        P.RESCUE,
        P.CHECKLIST,
        P.RECORDS,
        P.PLACES,
        P.INVITE,
        P.CASES,
        P.MATTERS,
    }
)
GIVING_OUT = frozenset({P.EXPORT, P.EVENTS})
RECKONING = frozenset({P.ROLLUP, P.PUBLISH})

ROLES: Mapping[str, frozenset[Permission]] = {
    "building_lead": FIELD_WORK,
    "grid_worker": FIELD_WORK,
    "property_staff": FIELD_WORK - {P.HISTORY},
    "community": FIELD_WORK
    | OVERSIGHT
    | GIVING_OUT
    | {P.ROSTER, P.EXPORT_NAMES, P.PEOPLE, P.REGISTER, P.AUDIT, P.SETTLE, P.CARDS, P.SPOT},
    "street": OVERSIGHT | GIVING_OUT | {P.HISTORY, P.WAIVE, P.SPOT},
    "district": GIVING_OUT
    | RECKONING
    | {P.STANDINGS, P.CHECKLIST, P.RECORDS, P.PLACES, P.INVITE, P.SPOT},
    "city": GIVING_OUT | RECKONING | {P.STANDINGS, P.CHECKLIST, P.RECORDS, P.PLACES, P.INVITE},
    "operator": frozenset({P.PLACES, P.PLACES_IMPORT, P.INVITE, P.ROSTER}),
}

FIELD_ROLES = ("building_lead", "grid_worker", "property_staff")
DESK_ROLES = ("community", "street", "district", "city")
"""Roles that sign in at a desk with an account, made by whoever may grant them."""

INVITES: Mapping[str, frozenset[str]] = {
    "community": frozenset(FIELD_ROLES),
    "street": frozenset({"community", *FIELD_ROLES}),
    "district": frozenset({"street"}),
    "city": frozenset({"district"}),
    "operator": frozenset(ROLES) - {"operator"},
}
"""Role -> the roles it may invite, at places below its own."""

PLACES_OF_ROLE: Mapping[str, frozenset[str]] = {
    "building_lead": frozenset({"building"}),
    "grid_worker": frozenset({"building", "compound"}),
    "property_staff": frozenset({"compound"}),
    "community": frozenset({"community", "village"}),
    "street": frozenset({"street"}),
    "district": frozenset({"district"}),
    "city": frozenset({"city"}),
    "operator": frozenset({"city", "district", "street", "community", "village"}),
}
"""Role -> the types of place it can be granted at."""

ROLE_STREAMS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "building_lead": {
        "building": frozenset({"ref", "person"}),
        "compound": frozenset({"ref"}),
    },
    "grid_worker": {
        "building": frozenset({"ref", "person"}),
        # Whom to follow up, by code and door; what is drawn for a spot check lies above.
        "compound": frozenset({"ref", "work", "case"}),
    },
    # The gate asks which door somebody belongs to: the list of doors, with masked names alone.
    "property_staff": {
        "building": frozenset({"ref"}),
        "compound": frozenset({"ref", "work"}),
    },
    "community": {
        "building": frozenset({"ref", "person", "case"}),
        "compound": frozenset({"ref", "work", "person", "case"}),
        "community": frozenset({"ref", "work", "case", "quar"}),
    },
    # For spot checks: which doors were drawn, and nothing that people said behind them.
    "street": {
        "compound": frozenset({"ref"}),
        "community": frozenset({"case"}),
    },
}
"""Role -> unit of place -> streams of that unit's feed that a phone of the role holds.

Everybody also has the inbox of their own. A role that is not here holds nothing on a phone.
"""

SAMPLED_STREAMS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "street": {"building": frozenset({"ref"})},
}
"""Likewise, but only of compounds where a spot check was drawn lately: where its doors are."""

RECORD_STREAMS: Mapping[str, frozenset[str]] = {
    "community": frozenset({"ref", "person", "work", "case"}),
    "street": frozenset({"ref", "person", "work", "case"}),
    "district": frozenset({"ref", "work"}),
    "city": frozenset({"ref", "work"}),
    "building_lead": frozenset({"ref", "person"}),
    "grid_worker": frozenset({"ref", "person", "work"}),
    "property_staff": frozenset({"ref", "work"}),
}
"""Role -> streams whose single records it may open at a desk."""

UNMASKED = frozenset({"community", "grid_worker", "building_lead"})
"""Roles that see the free words of a record and the persons named in it, within their places."""


def mask_name(name: str) -> str:
    """Return the family name alone.

    >>> mask_name("李建国")
    '李**'
    """
    return f"{name[:1]}**" if name else ""


def mask_phone(phone: str) -> str:
    """Return the first three and last four digits.

    >>> mask_phone("13812341234"), mask_phone("12345")
    ('138****1234', '****')
    """
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "****"
