"""The tree of places as it had been stated by an earlier moment: of one community, or of less.

Places added since are not there, those taken away since are; names, states, counts and the names
above are those of then.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import or_

from server import problems
from server.auth import Actor
from server.evidence.site import keys_above
from server.models import Place
from server.projections.places import PlaceRow
from server.register.then import PlacesThen, RegisterThen
from server.roles import Permission
from server.visible import find_ever, visible, within

COUNTED = ("compound", "building", "household", "area")
COUNTED_BY = ("community_key", "compound_key", "building_key")
COMMUNITIES = ("community", "village")
UPPER = ("street", "district", "city")
WHERE = ("community", "village", "compound", "building", "stairwell")


class Around(NamedTuple):
    """What is told of places beside themselves, by key: how much stands below them, the names
    above them from the top down, and the ids of parents."""

    counts: Mapping[int, Mapping[str, int]]
    paths: Mapping[int, Sequence[str]]
    parents: Mapping[int, str]


def read_then(actor: Actor, said: Mapping[str, Any], at: int) -> tuple[list[PlaceRow], Around]:
    """Return what the query meant at a moment (ms), in the order of the tree.

    Raises NotFound where the place named did not stand then, Invalid where none within one
    community is named: looking back costs as much as has changed there since. Communities and
    villages are found by the names that they had, without what stood below them.
    """
    if said["type"] in COMMUNITIES and said["search"] and said["parent"] is None:
        return _communities(actor, said, at)
    named = [said[name] for name in ("parent", "within") if said[name] is not None]
    tops = [find_ever(actor, Permission.PLACES, id) for id in named]
    if not tops or any(top.type not in WHERE for top in tops):
        detail = "to look back, name a community or a place in one"
        raise problems.Invalid(errors=[{"field": "within", "detail": detail}])
    register = RegisterThen(tops[0], at)
    if any(top.key not in register.places for top in tops):
        raise problems.NotFound
    found = [row for row in register.places.values() if _is_meant(row, said, tops)]
    found.sort(key=lambda row: (row.parent_key or 0, row.sort, row.id))
    paths = {row.key: register.names_above(row.key) for row in found}
    ids = {key: row.id for key, row in register.stated.items()}
    return found, Around(_counts(register.places.values()), paths, ids)


def _communities(actor: Actor, said: Mapping[str, Any], at: int) -> tuple[list[PlaceRow], Around]:
    here = visible(actor, Permission.PLACES) & (Place.type == said["type"])
    if said["within"] is not None:
        here &= within(find_ever(actor, Permission.PLACES, said["within"]))
    then = PlacesThen(or_(here, Place.type.in_(UPPER)), at)
    wanted = said["search"].casefold()
    found = [
        row
        for row in then.stated.values()
        if row.type == said["type"] and not row.left and wanted in row.name.casefold()
    ]
    found.sort(key=lambda row: (row.parent_key or 0, row.sort, row.id))
    paths = {row.key: then.names_above(row.key) for row in found}
    return found, Around({}, paths, {key: row.id for key, row in then.stated.items()})


def _is_meant(row: PlaceRow, said: Mapping[str, Any], tops: Sequence[Place]) -> bool:
    parent = tops[0] if said["parent"] is not None else None
    within = tops[-1] if said["within"] is not None else None
    return (
        (parent is None or row.parent_key == parent.key)
        and (within is None or within.key in keys_above(row))
        and said["type"] in (None, row.type)
        and (said["search"] or "").casefold() in row.name.casefold()
    )


def _counts(places: Iterable[PlaceRow]) -> Mapping[int, Mapping[str, int]]:
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in places:
        if row.type in COUNTED:
            for column in COUNTED_BY:
                key = getattr(row, column)
                if key not in (None, row.key):
                    found[key][row.type] += 1
    return found
