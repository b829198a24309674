"""Who answers for what in the demonstration: leads and deputies, grids, teams, the coming week.

Every building has its lead from the first day on; deputies are found for two of three, so that the
checklist still asks for some. The newcomer's building was looked after by the grid worker until
she was named today. Names are drawn as all the others are, and nobody bears them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select

from server.db import db, refresh_reads
from server.demo.city import CERTIFIED, NEWCOMER_BUILDING, STORY, Compound
from server.demo.names import full_name, seeded, telephone
from server.demo.people import SECRETARIES, Worker, invited
from server.demo.settle import Site
from server.log.authoring import Draft
from server.models import Account
from server.store import current_store
from sync.days import DAY, HOUR, day_of, day_start
from sync.ops import Value
from sync.places import mint

BUILDINGS_A_GRID = 3
WITHOUT_DEPUTY = 3  # every third building
TEAMS = {"screening": 4, "disinfection": 3, "group_buying": 3, "medicine": 2, "distribution": 5}
"""How many people each team has, beside the gate's."""
WEEK_AHEAD = 7
WATCHES = (("office", 8, 12), ("patrol", 20, 3))
"""What is rostered each day: the task, the hour it begins, and for how many hours."""


def post_everybody(site: Site, compounds: Sequence[Compound], now: int) -> None:
    """Write down, on the first day, who answers for what; and who has the week after `now`.

    The certified compound has an office of its own, which did so itself.
    """
    for each in compounds:
        if each.name != CERTIFIED:
            chance = seeded(f"{each.name} posts")
            drafts = [*_posts(site, each, chance), *_teams(site, each, chance, now)]
            current_store().author(drafts, _secretary(each.community))
    refresh_reads()


def name_newcomer(site: Site, now: int) -> None:
    """Put the newcomer in charge of her building today; she has yet to scan her invitation."""
    place = mint("building", site.compound_ids[STORY.name], NEWCOMER_BUILDING)
    lead = next(one.name for one in invited() if one.building == NEWCOMER_BUILDING)
    fields: dict[str, Value] = {"lead": lead, "since_on": day_of(now)}
    current_store().author([Draft("assignment", place, fields)], _secretary(STORY.community))
    refresh_reads()


def _secretary(community: str) -> str:
    account = SECRETARIES[community][0]
    person = db.session.scalars(select(Account).where(Account.account == account)).one()
    return person.user_id


def _posts(site: Site, compound: Compound, chance: random.Random) -> Iterator[Draft]:
    """Leads and deputies: of the compound, of its buildings, of the grids that they lie in."""
    place = site.compound_ids[compound.name]
    known = _knockers(site.people_of(compound)) if compound.name == STORY.name else {}
    whole: dict[str, Value] = {"lead": full_name(chance), "phone": telephone(chance)}
    yield Draft("assignment", place, whole)
    buildings = list(dict.fromkeys(row.building for row in compound.rows if row.door is not None))
    for index, building in enumerate(filter(None, buildings)):
        fields: dict[str, Value] = {
            "lead": known.get(building) or full_name(chance),
            "phone": telephone(chance),
            "grid": _grid(compound, index),
        }
        if index % WITHOUT_DEPUTY != WITHOUT_DEPUTY - 1:
            fields["deputy"] = full_name(chance)
        yield Draft("assignment", mint("building", place, building), fields)
    for index in range(0, len(buildings), BUILDINGS_A_GRID):
        grid: dict[str, Value] = {
            "grid": _grid(compound, index), "lead": full_name(chance),
            "deputy": full_name(chance), "phone": telephone(chance),
        }  # fmt: skip
        yield Draft("grid_lead", place, grid)


def _knockers(workers: Sequence[Worker]) -> Mapping[str, str]:
    """Return who knocks at the doors of each building: in the story its lead, or who stands in."""
    return {building: one.name for one in workers for building in one.rounds}


def _grid(compound: Compound, index: int) -> str:
    return f"{compound.name[:2]}第{index // BUILDINGS_A_GRID + 1}网格"


def _teams(site: Site, compound: Compound, chance: random.Random, now: int) -> Iterator[Draft]:
    """Teams with their people, the guards of the gate, and who watches on the coming days."""
    place = site.compound_ids[compound.name]
    guards = [one.name for one in site.people_of(compound) if one.role == "property_staff"]
    staffed = [("gate", guards), *((task, _names(chance, size)) for task, size in TEAMS.items())]
    for task, (lead, *members) in staffed:
        team: dict[str, Value] = {"task": task, "lead": lead, "phone": telephone(chance)}
        if members:
            team["members"] = [*members]
        yield Draft("team", place, team)
    watchers = _names(chance, 5)
    tomorrow = day_start(day_of(now)) + DAY
    for day in range(WEEK_AHEAD):
        for turn, (task, hour, hours) in enumerate(WATCHES):
            started = tomorrow + day * DAY + hour * HOUR
            shift: dict[str, Value] = {
                "stage": "planned", "task": task, "started_at": started,
                "ended_at": started + hours * HOUR,
                "who": watchers[(day * len(WATCHES) + turn) % len(watchers)],
            }  # fmt: skip
            yield Draft("duty_shift", place, shift)


def _names(chance: random.Random, count: int) -> list[str]:
    return [full_name(chance) for _ in range(count)]
