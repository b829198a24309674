"""What the API says of the roll-up: figures for everybody above, ids opened into places on demand.

Only rates and states of places are in it: no person, no worker's numbers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from server.config import now_ms
from server.db import db
from server.models import Place, Round, RoundCount
from server.register.then import PlacesThen, these_then
from server.rollup.ground import Ground, Row, names_of
from server.rollup.present import Present
from server.rollup.rounds import (
    amended,
    amended_free,
    amendments_of,
    arrived_since,
    changes_of,
    lines_of,
    rounds_of,
)
from server.rollup.snapshot import EMPTY, LevelOfRound, Levels, unpack
from server.rules import policy
from server.visible import LEVELS
from sync.days import day_of
from sync.policy import NotInForce
from sync.rollup import LOST, Bridge, Count, Ids, Tally, last_cut_off, next_cut_off, percent

Json = dict[str, Any]
MOST_LISTED = 2_000  # places named on an announcement; the rest is in the table


def rollup_to_json(place: Place, known_at: int | None, most: int | None = None) -> Json:
    """Return the figures of a place, of the first places right below it, and of the rounds."""
    ground = Ground(place, known_at=known_at) if known_at else Present(place)
    rounds = rounds_of(place, ground.known_at)
    children = ground.children(most)
    # A compound has no line of its own: it is free in a round, or it is not.
    lined = [row.key for row, _ in children if row.type != "compound"]
    lines = lines_of([place.key, *lined], rounds)
    return {
        "place": named(place, ground.then),
        "path": path_of(place, ground.then),
        "at": ground.at,
        "known_at": ground.known_at or ground.now,
        "policy": _rules(ground.at),
        "cut_off": {
            "last": last_cut_off(policy(), ground.at),
            "next": next_cut_off(policy(), ground.at),
        },
        "judged": _judged(ground),
        "counts": counts_to_json(ground.counts),
        "bridge": bridges_to_json(_moved(ground, rounds)),
        "since": round_head(rounds[-1]) if rounds else None,
        "rows": [_child(ground, row, below, lines.get(row.key, ())) for row, below in children],
        "more": ground.right_below() - len(children),
        "line": _line(rounds, lines[place.key]),
    }


def _rules(at: int) -> Json:
    try:
        version = policy().version_on(day_of(at, policy().tz)).number
    except NotInForce:
        version = None
    return {"id": policy().id, "version": version, "name": policy().name.to_json()}


def _judged(ground: Ground | Present) -> Json:
    """Return how many compounds were ever judged, and when the oldest of these verdicts is from."""
    times, oldest_at = ground.judged()
    compounds = ground.counts.get("compound", Count()).all
    return {"oldest_at": oldest_at, "judged": times, "never": compounds - times}


def _moved(ground: Ground | Present, rounds: Sequence[Round]) -> dict[str, Bridge]:
    """Return how every level came from the last round, as amended, to the present."""
    if not rounds:
        return {}
    before = amended(rounds[-1], ground.known_at)
    return ground.moved({level: one.tally.free for level, one in before.items()})


def _child(
    ground: Ground | Present, row: Row, below: Mapping[str, Count], line: Sequence[RoundCount]
) -> Json:
    state, since = ground.state(row)
    return {
        "id": row.id,
        "name": row.name,
        "type": row.type,
        "state": state,
        "since": since,
        "verdict": ground.verdict(row) or None,
        "counts": counts_to_json(below),
        "trend": [[one.free, one.total] for one in line if one.level == "compound"],
    }


def _line(rounds: Sequence[Round], counts: Sequence[RoundCount]) -> list[Json]:
    by_round: dict[int, Json] = {}
    for one in counts:
        by_round.setdefault(one.round_key, {})[one.level] = {
            "all": one.total,
            "free": one.free,
            "percent": percent(one.free, one.total),
            "incomplete": one.incomplete,
            "gained": one.gained,
            "removed": one.removed,
        }
    return [{**round_head(each), "counts": by_round.get(each.key, {})} for each in rounds]


def counts_to_json(counts: Mapping[str, Count]) -> Json:
    """Return the figures of every level, each share with its denominator."""
    return {
        level: {
            "all": one.all,
            "free": one.free,
            "percent": percent(one.free, one.all),
            "incomplete": one.incomplete,
            **{state: one.lost.get(state, 0) for state in LOST},
        }
        for level, one in counts.items()
    }


def bridges_to_json(moved: Mapping[str, Bridge]) -> Json:
    """Return the sizes of the four sides of every level's bridge."""
    return {
        level: {
            "previous": len(one.previous),
            "gained": len(one.gained),
            "removed": len(one.removed),
            "because": {why: len(one.because(why)) for why in sorted(set(one.removed.values()))},
            "current": len(one.current),
        }
        for level, one in moved.items()
    }


def opened(place: Place, said: Mapping[str, Any]) -> Json:
    """Return the places behind a number: a page of them, with their state and why."""
    ground = Ground(place, known_at=said["known_at"])
    which, level = said["which"], said["level"]
    rounds = rounds_of(place, ground.known_at)
    moved = _moved(ground, rounds).get(level)
    counted = ground.tallies.get(level, Tally())
    sets: dict[str, Ids] = {
        "all": counted.all,
        "free": counted.free,
        "incomplete": counted.incomplete,
        **{state: counted.lost.get(state, frozenset()) for state in LOST},
    }
    if moved is not None:
        sets |= {"previous": moved.previous, "gained": moved.gained}
        sets["removed"] = frozenset(moved.removed)
    ids = sorted(sets.get(which, frozenset()))
    page = ids[said["start"] : said["start"] + said["size"]]
    return {"total": len(ids), "places": list_places(ground, page)}


def list_places(ground: Ground, ids: Sequence[str]) -> list[Json]:
    """Return places by id with the names above them and their state at the moment."""
    rows = [ground.by_id[id] for id in ids if id in ground.by_id]
    names = names_of({key for row in rows for key in _above(row)}, ground.then)
    return [
        {
            "id": row.id,
            "name": row.name,
            "type": row.type,
            "path_names": [names[key] for key in _above(row) if key in names],
            "state": "gone" if row.left else ground.state(row)[0],
            "since": ground.state(row)[1],
        }
        for row in rows
    ]


def _above(row: Row) -> list[int]:
    keys = (row.district_key, row.street_key, row.community_key)
    return [key for key in keys if key is not None and key != row.key]


def rounds_to_json(place: Place, known_at: int | None = None) -> Json:
    """Return the rounds that hold for a place, the newest first, with their figures here.

    With ``known_at`` (ms) those that were published by then, as amended by then.
    """
    now = now_ms()
    past = known_at if known_at is not None and known_at < now else None
    rounds = rounds_of(place, past)
    line = _line(rounds, lines_of([place.key], rounds)[place.key])
    amended_by = {each.key: len(amendments_of(each, past)) for each in rounds}
    found = [{**one, "amendments": amended_by[one["id"]]} for one in line]
    at = now if past is None else past
    cut_off = {"last": last_cut_off(policy(), at), "next": next_cut_off(policy(), at)}
    then = None if past is None else these_then([place.key], past)
    return {"place": named(place, then), "rounds": found[::-1], "cut_off": cut_off}


def round_head(round: Round) -> Json:
    """Return what names a round."""
    return {
        "id": round.key,
        "number": round.number,
        "cut_off": round.cut_off,
        "published_at": round.published_at,
        "policy": round.policy,
        "version": round.version,
    }


def round_to_json(place: Place, round: Round, known_at: int | None = None) -> Json:
    """Return a round as it was published, what was added, and what was heard since.

    With ``known_at`` (ms) what had been added and heard by then.
    """
    ground = Ground(place, at=round.cut_off, known_at=known_at)
    levels = _here(unpack(round.snapshot), ground.ids)
    amendments = amendments_of(round, ground.known_at)
    free = amended_free(levels, amendments)
    pending = arrived_since(place, round, ground.known_at)
    moved = {level: one.bridge for level, one in levels.items() if one.bridge is not None}
    return {
        **round_head(round),
        "place": named(place, ground.then),
        "path": path_of(place, ground.then),
        "counts": counts_to_json({level: one.tally.count for level, one in levels.items()}),
        "bridge": bridges_to_json(moved),
        "amended": {
            level: _amended(one, free[level] & ground.ids)
            for level, one in levels.items()
            if free[level] & ground.ids != one.tally.free
        },
        "amendments": [
            {
                "at": each.made_at,
                "note": each.note,
                "changes": _changes(ground, changes_of(each)),
            }
            for each in amendments
        ],
        "pending": _changes(ground, pending),
        "changed": _changed_compounds(ground, levels),
    }


def _here(levels: Levels, ids: Ids) -> dict[str, LevelOfRound]:
    cut = {level: one.within(ids) for level, one in levels.items()}
    return {level: one for level, one in cut.items() if one.tally.all}


def _amended(one: LevelOfRound, free: Ids) -> Json:
    return {
        "free": len(free),
        "all": len(one.tally.all),
        "percent": percent(len(free), len(one.tally.all)),
    }


def _changes(ground: Ground, changes: Mapping[str, Mapping[str, Sequence[str]]]) -> Json:
    """Return what lies at the place of what was added and removed, as places."""
    found = {}
    for level, sides in changes.items():
        here = {
            side: list_places(ground, [id for id in ids if id in ground.ids])
            for side, ids in sides.items()
        }
        if any(here.values()):
            found[level] = here
    return found


def _changed_compounds(ground: Ground, levels: Levels) -> Json:
    """Return the compounds newly recognised and those taken off, for the announcement."""
    one = levels.get("compound", EMPTY)
    gained = sorted(one.bridge.gained if one.bridge else one.tally.free)
    removed = dict(one.bridge.removed) if one.bridge else {}
    fallen = list_places(ground, sorted(removed)[:MOST_LISTED])
    return {
        "gained": list_places(ground, gained[:MOST_LISTED]),
        "removed": [{**each, "state": removed[each["id"]]} for each in fallen],
        "more": max(0, len(gained) - MOST_LISTED) + max(0, len(removed) - MOST_LISTED),
    }


def named(place: Place, then: PlacesThen | None = None) -> Json:
    """Return a place by id, name and type; the name that it had then, where that is asked for."""
    was = then.stated.get(place.key) if then else None
    return {"id": place.id, "name": was.name if was else place.name, "type": place.type}


def path_of(place: Place, then: PlacesThen | None = None) -> list[Json]:
    """Return the places above one, from the top down."""
    keys = [getattr(place, level) for level in LEVELS]
    found = [db.session.get(Place, key) for key in keys if key not in (None, place.key)]
    return [named(each, then) for each in found if each is not None]
