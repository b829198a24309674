"""What may be exported: each table with its title, what it asks for, and who may have it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from server.auth import Actor
from server.models import Place
from server.records import streams_at
from server.reports.ledger import CRITERIA, load_ledgers
from server.roles import Permission
from server.rollup.ground import ABOVE
from server.rules import kinds
from server.visible import roles_at

Asks: TypeAlias = Literal["days", "session", "day", "now"]
COMMUNITIES = ("community", "village")
ANY_PLACE = (*COMMUNITIES, "compound")


@dataclass(frozen=True, slots=True)
class Offer:
    """A table on offer. ``needs``: the permission of the page that shows it, if one does."""

    id: str
    title: Mapping[str, str]
    note: Mapping[str, str]
    asks: Asks
    places: tuple[str, ...]
    needs: Permission
    ledger: bool
    streams: frozenset[str] = frozenset()


def _desk(id: str, zh: str, en: str, asks: Asks, needs: Permission, *places: str) -> Offer:
    note = {"zh": "和页面上看到的一样。", "en": "As the page shows it."}
    return Offer(id, {"zh": zh, "en": en}, note, asks, places or ANY_PLACE, needs, False)


DESK = (
    _desk("board", "盘面", "Board", "session", Permission.BOARD),
    _desk("areas", "消杀点位", "Areas", "session", Permission.BOARD),
    # Who has not sent is a matter between the community and its people: it goes no higher.
    _desk("phones", "没上传的手机", "Phones", "now", Permission.REPLICAS, *COMMUNITIES),
    _desk("people", "人员分工", "People and duties", "now", Permission.PEOPLE, *COMMUNITIES),
    _desk("audit", "查阅记录", "Who read what", "day", Permission.AUDIT, *COMMUNITIES),
    _desk("checklist", "六个到位", "Six in place", "day", Permission.CHECKLIST, "compound"),
    _desk("rollup", "无疫情汇总", "Roll-up", "now", Permission.ROLLUP, *ABOVE),
)
COMMUNITY_ONLY = frozenset({"phones"})


def offers() -> Mapping[str, Offer]:
    """Return every table by id: ledgers first."""
    found = {}
    for ledger in load_ledgers().values():
        judged = ledger.rows == CRITERIA
        found[ledger.id] = Offer(
            ledger.id,
            ledger.title,
            ledger.note,
            "day" if judged else "days",
            ("compound",) if judged else ANY_PLACE,
            Permission.CHECKLIST if judged else Permission.EXPORT,
            True,
            frozenset(kinds()[kind].stream for kind in ledger.kinds()),
        )
    return found | {offer.id: offer for offer in DESK}


def offered_to(actor: Actor, place: Place) -> Iterator[Offer]:
    """Yield what the actor may export of a place; of tables for other types of place, too."""
    for offer in offers().values():
        if may_have(actor, place, offer):
            yield offer


def may_have(actor: Actor, place: Place, offer: Offer) -> bool:
    """Say whether the actor's roles at the place let them have a table."""
    if not roles_at(actor, Permission.EXPORT, place) or not roles_at(actor, offer.needs, place):
        return False
    if offer.id in COMMUNITY_ONLY and "community" not in roles_at(actor, offer.needs, place):
        return False
    return offer.streams <= streams_at(actor, Permission.EXPORT, place)
