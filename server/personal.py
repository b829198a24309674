"""Which fields of which kind are about a person: shown masked, or not at all, unless asked for.

A field of free words that nobody has judged here counts as personal: forgetting one hides it.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from server.roles import UNMASKED, mask_name, mask_phone
from sync.kinds import Kind

How: TypeAlias = Literal["name", "phone", "plate", "words"]

PERSONAL: Mapping[str, Mapping[str, How]] = {
    "assignment": {"lead": "name", "deputy": "name", "phone": "phone"},
    "case_event": {"escort": "name", "name_masked": "name"},
    "contact": {"head": "name", "phone": "phone", "helper": "name", "residents": "name"},
    "disinfection": {"inspector": "name"},
    "duty_shift": {"who": "name", "handed_to": "name"},
    "gate_entry": {"name": "name", "plate": "plate"},
    "grid_lead": {"lead": "name", "deputy": "name", "phone": "phone"},
    "need": {"taken_by": "name"},
    "occupancy": {"head": "name", "phone_masked": "phone"},
    "screening": {"who": "name", "readings": "words"},
    "special_care": {"helper": "name", "helper_phone": "phone"},
    "spot_sample": {"checker": "name"},
    "supply_channel": {"phone": "phone"},
    "team": {"lead": "name", "phone": "phone", "members": "name"},
}
"""Kind -> field -> how it is masked."""

PLAIN: Mapping[str, frozenset[str]] = {
    "assignment": frozenset({"grid"}),
    "case_event": frozenset({"person", "found_in"}),
    "delivery": frozenset({"batch"}),
    "grid_lead": frozenset({"grid"}),
    "notice": frozenset({"title"}),
    "place": frozenset({"name", "parent", "door", "stairwell", "sessions", "tags"}),
    "spot_check": frozenset({"sample"}),
    "spot_sample": frozenset({"drawn", "checked_kind", "second_of"}),
    "supply_batch": frozenset({"item"}),
    "supply_channel": frozenset({"name"}),
}
"""Kind -> fields of words that are about no person."""

WORDY = frozenset({"text", "words", "readings"})


def how_masked(kind: Kind, field: str) -> How | None:
    """Return how a field is masked; None for what is about no person."""
    said = PERSONAL.get(kind.id, {}).get(field)
    spec = kind.fields.get(field)
    if said is not None or (spec is not None and spec.type not in WORDY):
        return said
    return None if field in PLAIN.get(kind.id, frozenset()) else "words"


def masked(text: str, how: How) -> str:
    """Return what is shown of a personal text, as little as serves to tell two apart.

    >>> masked("李建国", "name"), masked("鄂A12345", "plate"), masked("家里有老人", "words")
    ('李**', '鄂A***', '…')
    """
    if not text:
        return ""
    if how == "name":
        return mask_name(text)
    if how == "phone":
        return mask_phone(text)
    return f"{text[:2]}***" if how == "plate" else "…"


def mask_fields(
    kind: Kind | None, fields: Mapping[str, object], roles: frozenset[str]
) -> dict[str, object]:
    """Return the fields as these roles may see them: masked here, never by the client.

    Free words about a person are left out; of a kind that we do not know, nothing is shown.
    """
    if roles & UNMASKED:
        return dict(fields)
    told = {name: value for name, value in fields.items() if kind and name in kind.fields}
    ways = {name: how_masked(kind, name) for name in told} if kind else {}
    # An account's id is no name; whoever may see names looks it up.
    ways |= {name: None for name in told if kind and kind.fields[name].type == "user"}
    return {
        name: _mask_value(value, way) if (way := ways[name]) else value
        for name, value in told.items()
        if ways[name] != "words"
    }


def _mask_value(value: object, how: How) -> object:
    if isinstance(value, list | tuple):
        return [_mask_value(each, how) for each in value]
    return value if value is None else masked(str(value), how)
