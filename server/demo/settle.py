"""The first day: divisions, rosters, desk accounts, people with their grants and phones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select

from server.auth import Actor
from server.config import now_ms
from server.db import db, refresh_reads, writing
from server.demo.city import Compound
from server.demo.people import CITY, Worker, sign_ins, workers
from server.demo.phones import Phone, fresh_phone
from server.log.exchanging import session_of
from server.models import Place
from server.people.accounts import add_device, add_grants, add_person
from server.roster.apply import write_plan
from server.roster.imports import plan_divisions
from server.roster.register import compounds_of, plan_rows
from server.roster.shipped import shipped_divisions
from sync.kinds import load_kinds
from sync.places import mint

PLATFORM = "Android 9; demonstration"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Site:
    """What stands after the first day."""

    compound_ids: Mapping[str, str]
    phones: Mapping[Worker, Phone]

    def people_of(self, compound: Compound) -> list[Worker]:
        """Return who works in a compound."""
        return [worker for worker in self.phones if worker.compound == compound.name]

    def named(self, compound: str, name: str) -> Phone | None:
        """Return somebody's phone by compound and name."""
        found = (
            phone
            for worker, phone in self.phones.items()
            if (worker.compound, worker.name) == (compound, name)
        )
        return next(found, None)


def settle(compounds: Sequence[Compound], small: bool, tell: Progress) -> Site:
    """Import everything and grant everybody their places; `small`: no more than they need."""
    communities = {compound.community for compound in compounds}
    _import_divisions(communities if small else None, tell)
    for compound in compounds:
        _import_compound(compound, tell)
    ids = _compound_ids(compounds)
    _add_desks(communities)
    phones = _add_phones(workers(compounds), ids)
    refresh_reads()
    return Site(ids, phones)


def _import_divisions(needed: Collection[str] | None, tell: Progress) -> None:
    # Only what stands above the communities needed, for a test does not wait for a city.
    found = [
        one
        for code, one in shipped_divisions().items()
        if (code.startswith(CITY) if needed is None else any(n.startswith(code) for n in needed))
    ]
    write_plan(plan_divisions(found), None, lambda done, of: tell("divisions", done, of))


def _import_compound(compound: Compound, tell: Progress) -> None:
    community = db.session.scalars(select(Place).where(Place.id == compound.community)).one()
    plan = plan_rows(compound.rows, community)
    write_plan(plan, None, lambda done, of: tell(compound.name, done, of))


def _compound_ids(compounds: Sequence[Compound]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for compound in compounds:
        key = db.session.scalars(select(Place.key).where(Place.id == compound.community)).one()
        ids |= compounds_of(key)
    return ids


def _add_desks(communities: Collection[str]) -> None:
    with writing() as session:
        for one in sign_ins(communities):
            person = add_person(session, one.name, one.account, one.passphrase)
            add_grants(session, person, one.role, [one.place])


def _add_phones(people: Sequence[Worker], ids: Mapping[str, str]) -> dict[Worker, Phone]:
    actors: dict[Worker, Actor] = {}
    with writing() as session:
        for worker in people:
            compound = ids[worker.compound]
            places = (
                [compound]
                if worker.buildings is None
                else [mint("building", compound, name) for name in worker.buildings]
            )
            person = add_person(session, worker.name)
            add_grants(session, person, worker.role, places)
            device = add_device(session, person, worker.device, PLATFORM)
            device.push_key_hash = sha256(f"{worker.compound} {worker.name}".encode()).digest()
            actors[worker] = Actor(person.key, person.name, None, device.key, 0, ())
    return {
        worker: fresh_phone(
            session_of(actor), load_kinds(), f"{worker.compound} {worker.name}", now_ms()
        )
        for worker, actor in actors.items()
    }
