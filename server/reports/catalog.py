"""What may be exported: the ledgers and the tables of the desk's pages, and who may have each."""

from collections.abc import Iterator, Mapping

from server.auth import Actor
from server.models import Place
from server.records.readable import streams_at
from server.reports.ledger import CRITERIA, Ledger, load_ledgers
from server.reports.offer import ANY_PLACE, Offer
from server.reports.page_table import PageTable
from server.reports.pages import (
    access,
    accounts,
    board,
    cases,
    days,
    door,
    duties,
    imports,
    judged,
    matters,
    missed,
    phones,
    records,
    rollup,
    roster,
    since,
    spot,
    standings,
)
from server.roles import Permission
from server.rules import kinds
from server.visible import roles_at

PAGES: tuple[tuple[PageTable, ...], ...] = (
    board.TABLES,
    missed.TABLES,
    days.TABLES,
    door.TABLES,
    phones.TABLES,
    matters.TABLES,
    cases.TABLES,
    judged.TABLES,
    standings.TABLES,
    spot.TABLES,
    rollup.TABLES,
    since.TABLES,
    roster.TABLES,
    imports.TABLES,
    duties.TABLES,
    access.TABLES,
    accounts.TABLES,
    records.TABLES,
)


def page_tables() -> Mapping[str, PageTable]:
    """Return the table of every page by its id."""
    return {table.offer.id: table for tables in PAGES for table in tables}


def offers() -> Mapping[str, Offer]:
    """Return every table by id: ledgers first."""
    ledgers = {ledger.id: _offer_of(ledger) for ledger in load_ledgers().values()}
    return ledgers | {id: table.offer for id, table in page_tables().items()}


def _offer_of(ledger: Ledger) -> Offer:
    judged_here = ledger.rows == CRITERIA
    return Offer(
        ledger.id,
        ledger.title,
        ledger.note,
        "day" if judged_here else "days",
        ("compound",) if judged_here else (*ANY_PLACE, "street"),
        Permission.CHECKLIST if judged_here else Permission.EXPORT,
        ledger=True,
        looks_back=True,
        streams=frozenset(kinds()[kind].stream for kind in ledger.kinds()),
    )


def offered_to(actor: Actor, place: Place) -> Iterator[Offer]:
    """Yield what the actor may export of a place; of tables for other types of place, too."""
    for offer in offers().values():
        if may_have(actor, place, offer):
            yield offer


def may_have(actor: Actor, place: Place, offer: Offer) -> bool:
    """Say whether the actor's roles at the place let them have a table."""
    needed = roles_at(actor, offer.needs, place)
    if not needed or not roles_at(actor, Permission.EXPORT, place):
        return False
    if offer.community_only and "community" not in needed:
        return False
    return offer.streams <= streams_at(actor, Permission.EXPORT, place)
