"""The catalogue: what phones must know of kinds and policy, as one JSON document with a tag.

It goes out bundled with the app and again whenever its tag changes, so a rule that changed
overnight reaches phones without a release. Examples and sources stay here.

>>> from sync.kinds import load_kinds
>>> told = kind_to_json(load_kinds()["disinfection"])
>>> told["unit"], told["fields"]["mg_l"]["max"], "examples" in told
('compound', 50000, False)
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from sync.fields import Choice, FieldSpec, Label
from sync.kinds import Kind, SlotState, Tap
from sync.ops import bytes_to_text
from sync.policy import Policy
from sync.words import Words

ROLES: Final[Mapping[str, Words]] = {
    "building_lead": Words("楼栋长", "Building lead"),
    "grid_worker": Words("网格员", "Grid worker"),
    "property_staff": Words("物业", "Property staff"),
    "community": Words("社区", "Community"),
    "street": Words("街道", "Street"),
    "district": Words("区", "District"),
    "city": Words("市", "City"),
    "operator": Words("运维", "Operator"),
}


def catalogue(kinds: Mapping[str, Kind], policy: Policy) -> dict[str, Any]:
    """The whole document; `etag` changes exactly when something else in it does."""
    place = kinds["place"].fields
    content = {
        "kinds": {id: kind_to_json(kind) for id, kind in kinds.items()},
        "policy": policy.phone_values(),
        "labels": {
            "place_types": _labels(place["type"].choices),
            "area_kinds": _labels(place["area_kind"].choices),
            "roles": {role: words.to_json() for role, words in ROLES.items()},
        },
    }
    return {"etag": etag(content), **content}


def etag(content: Mapping[str, object]) -> str:
    """22 characters of base64url: the first 16 bytes of the content's SHA-256."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return bytes_to_text(sha256(text.encode("utf-8")).digest()[:16])


def kind_to_json(kind: Kind) -> dict[str, Any]:
    """What the phone's twin needs of a kind; what is absent has its default."""
    return {
        "version": kind.version,
        "stream": kind.stream,
        "unit": kind.unit,
        "places": list(kind.places),
        "identity": kind.identity,
        "slot": kind.slot,
        "record_by": list(kind.record_by),
        **({"amend_by": list(kind.amend_by)} if kind.amend_by else {}),
        "label": kind.label,
        "slot_state": _slot_state_to_json(kind.slot_state),
        **_tap_to_json(kind.tap),
        "fields": {name: _field_to_json(spec) for name, spec in kind.fields.items()},
    }


def _slot_state_to_json(rule: SlotState | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {
        "field": rule.field,
        "done": list(rule.done),
        "attempted": list(rule.attempted),
        "severity": list(rule.severity),
    }


def _tap_to_json(tap: Tap | None) -> dict[str, Any]:
    return {} if tap is None else {"tap": {"normal": dict(tap.normal), "alarm": tap.alarm}}


def _field_to_json(spec: FieldSpec) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": spec.type,
        "label": spec.label,
        "required": spec.required or None,
        "choices": [_choice_to_json(one) for one in spec.choices] or None,
        "unit": spec.unit,
        "min": spec.min,
        "max": spec.max,
        "severity": list(spec.severity) or None,
    }
    return {key: value for key, value in told.items() if value is not None}


def _choice_to_json(choice: Choice) -> dict[str, Any]:
    told: dict[str, Any] = {"id": choice.id, "label": choice.label}
    return told if choice.note is None else {**told, "note": choice.note}


def _labels(choices: tuple[Choice, ...]) -> dict[str, Label]:
    return {choice.id: choice.label for choice in choices}
