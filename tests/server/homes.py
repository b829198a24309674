"""Where each role stands in the test's town, and what lies there, worked out from ids alone."""

from __future__ import annotations

from collections.abc import Mapping

from tests.town import BUILDING, CITY, COMMUNITY, COMPOUND, DISTRICT, STREET

HOME: Mapping[str, str | None] = {
    "building_lead": BUILDING,
    "grid_worker": COMPOUND,
    "property_staff": COMPOUND,
    "community": COMMUNITY,
    "street": STREET,
    "district": DISTRICT,
    "city": CITY,
    "operator": None,
}


def lies_within(place: str, home: str | None) -> bool:
    """By the ids of the test's town alone."""
    if home is None or home == CITY:
        return True
    named = place.rsplit("/", 1)[-1]
    return named.startswith(home) if "." not in home else f"{named}.".startswith(f"{home}.")
