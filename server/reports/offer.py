"""What is on offer: a table by its title, what it asks for, and whose permission it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from server.roles import Permission

Asks: TypeAlias = Literal["days", "session", "day", "now", "moment", "round", "opened"]
"""The time that a table is asked for; ``moment``: since one that is over, ``round``: published,
``opened``: the day of what its page has opened."""
COMMUNITIES = ("community", "village")
ANY_PLACE = (*COMMUNITIES, "compound")
WITHIN = ("building", "stairwell", "household", "area", "gate")
UPPER = ("street", "district", "city")


@dataclass(frozen=True, slots=True)
class Offer:
    """A table on offer.

    ``needs`` is the permission of the page that shows it; ``looks_back``: whether it can be had as
    known at an earlier moment; ``community_only``: it goes no higher, however masked.
    """

    id: str
    title: Mapping[str, str]
    note: Mapping[str, str]
    asks: Asks
    places: tuple[str, ...]
    needs: Permission
    ledger: bool = False
    looks_back: bool = False
    community_only: bool = False
    streams: frozenset[str] = frozenset()
