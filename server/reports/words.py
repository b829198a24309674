"""Words that several tables share."""

from collections.abc import Mapping

from server.reports.table import Lang
from server.rules import policy

ROLES: Mapping[str, Mapping[Lang, str]] = {
    "building_lead": {"zh": "楼栋长", "en": "Building lead"},
    "grid_worker": {"zh": "网格员", "en": "Grid worker"},
    "property_staff": {"zh": "物业", "en": "Property staff"},
    "community": {"zh": "社区", "en": "Community"},
    "street": {"zh": "街道", "en": "Street"},
    "district": {"zh": "区", "en": "District"},
    "city": {"zh": "市", "en": "City"},
    "operator": {"zh": "管理员", "en": "Operator"},
}


def said_in(words: Mapping[str, Mapping[Lang, str]], id: str | None, lang: Lang) -> str:
    """Return the words of an id; the id itself where nobody has given it any.

    >>> said_in(ROLES, "street", "en"), said_in(ROLES, None, "zh"), said_in(ROLES, "x", "zh")
    ('Street', '', 'x')
    """
    if id is None:
        return ""
    return words[id][lang] if id in words else id


def round_name(slot: str | None, lang: Lang) -> str:
    """Return a round as people call it: the day, and which session of it."""
    day, _, session = (slot or "").partition("/")
    labels = {one.id: one.label.to_json()[lang] for one in policy().sessions}
    return f"{day} {labels.get(session, '')}".strip()
