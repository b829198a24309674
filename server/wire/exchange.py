"""The envelope of an exchange as OpenAPI describes it; ``sync/PROTOCOL.md`` says what it means.

It is documentation: what is taken is decided by ``sync.request`` alone.
"""

from typing import Any

_COUNT = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string"}
_PUSH = {
    "type": "object",
    "description": "the ops from n0 on in the phone's chain, each verbatim as it was sealed",
    "properties": {
        "n0": {"type": "integer", "minimum": 1},
        "prev": _TEXT,
        "link": _TEXT,
        "ops": {"type": "array", "items": {"type": ["string", "object"]}, "maxItems": 200},
    },
    "required": ["n0", "prev", "link", "ops"],
}
_LOSS = {"type": "object", "properties": {"replica": _TEXT, "n": _COUNT, "why": _TEXT}}
ENVELOPE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "proto": {"type": "integer", "const": 1},
        "app": _TEXT,
        "kinds": {"type": "object", "additionalProperties": _COUNT},
        "replica": {"type": "string", "description": "22 characters of base64url"},
        "epoch": {"type": ["string", "null"]},
        "cat": {"type": ["string", "null"], "description": "tag of the catalogue that is held"},
        "sealed": _COUNT,
        "oldest": {"type": ["integer", "null"]},
        "stor": {"type": "object"},
        "lost": {"type": "array", "items": _LOSS},
        "push": _PUSH,
        "cur": {"type": "object", "additionalProperties": _COUNT},
        "vd": {"type": ["string", "null"]},
        "sv": _COUNT,
        "lim": {"type": "object", "properties": {"n": _COUNT, "bytes": _COUNT}},
        "sent": _COUNT,
        "clk": {"type": ["array", "null"], "items": {"type": "integer"}},
        "kept": {"type": ["integer", "null"]},
    },
    "required": ["proto", "replica", "sealed", "sv", "sent"],
}
POINTS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "at": {
            "type": "array",
            "description": "pairs of a feed and a place in it",
            "items": {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2},
            "maxItems": 256,
        }
    },
    "required": ["at"],
}


def json_body(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a JSON request body that has to be there."""
    return {"required": True, "content": {"application/json": {"schema": schema}}}
