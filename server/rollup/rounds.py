"""Published rounds: publish one, find them, and add to one what was heard of it later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import ColumnElement, insert, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer

from server import audit, problems
from server.config import now_ms
from server.db import db, writing
from server.json import dump
from server.models import Place, Round, RoundAmendment, RoundCount
from server.rollup.ground import Ground, Row, levels_below
from server.rollup.snapshot import EMPTY, LevelOfRound, Levels, levels_of, pack, unpack
from server.rules import policy
from server.visible import LEVELS
from sync.days import day_of
from sync.policy import NotInForce
from sync.rollup import Ids, Tally, last_cut_off
from sync.words import Words

PUBLISHERS = ("city", "district")
Changes = Mapping[str, Mapping[str, Sequence[str]]]


def due_cut_off(now: int) -> int:
    """Return the cut-off of the round that is due; this moment where the policy has no rhythm."""
    if not policy().rounds:
        return now
    found = last_cut_off(policy(), now)
    if found is None:
        raise problems.Conflict(Words("第一期还没到时候", "the first round is not due yet"))
    return found


def publish(place: Place, user_key: int | None) -> tuple[Round, bool]:
    """Publish the round of a city or district; return it, and whether it is new.

    The same cut-off again gives the round that is there, unchanged.
    """
    moment = due_cut_off(now_ms())
    held = _round_at(place, moment)
    if held is not None:
        return held, False
    newest = newest_round(place.key)
    if newest is not None and newest.cut_off > moment:
        raise problems.Conflict(
            Words(
                "后面一期已经公布了,各期要按先后公布",
                "a later round is published; rounds follow each other",
            )
        )
    made = _made(place, user_key, moment, newest)
    try:
        _store(place, made, user_key)
    except IntegrityError:  # somebody else was first
        db.session.rollback()
    held = _round_at(place, moment)
    if held is None:
        raise problems.Conflict(
            Words(
                "刚才已经公布了另一期,请再看一眼",
                "another round was published meanwhile; look again",
            )
        )
    return held, True


def _made(
    place: Place, user_key: int | None, moment: int, newest: Round | None
) -> tuple[Round, list[dict[str, Any]]]:
    ground = Ground(place, at=moment)
    before = None if newest is None else amended(newest)
    levels = levels_of(ground.tallies, ground.states, before)
    try:
        version = policy().version_on(day_of(moment, policy().tz)).number
    except NotInForce as error:
        raise problems.Conflict(str(error)) from error
    made = Round(
        place_key=place.key,
        number=1 if newest is None else newest.number + 1,
        cut_off=moment,
        published_at=now_ms(),
        user_key=user_key,
        policy=policy().id,
        version=version,
        snapshot=pack(levels),
    )
    return made, list(_counts(ground, levels))


def _store(place: Place, made: tuple[Round, list[dict[str, Any]]], user_key: int | None) -> None:
    found, counts = made
    with writing() as session:
        session.add(found)
        session.flush()
        rows = [{**row, "round_key": found.key} for row in counts]
        if rows:
            session.execute(insert(RoundCount), rows)
        audit.note(
            session,
            "publish_round",
            user_key=user_key,
            place_key=place.key,
            about=str(found.number),
            details={"cut_off": found.cut_off},
        )


def _counts(ground: Ground, levels: Levels) -> Iterable[dict[str, Any]]:
    """Yield the figures of every place from the round's own down to communities."""
    columns = [column for column in levels_below(ground.place.type) if column != "compound_key"]
    figures: dict[tuple[int, str], list[int]] = {}
    for row in ground.rows:
        level = levels.get(row.type, EMPTY)
        if row.key == ground.place.key:
            continue
        for key in _above(row, ground.place.key, columns):
            counted = figures.setdefault((key, row.type), [0] * 5)
            for at, holds in enumerate(_flags(level, row.id)):
                counted[at] += holds
    names = ("total", "free", "incomplete", "gained", "removed")
    for (key, level_name), numbers in figures.items():
        yield {"place_key": key, "level": level_name, **dict(zip(names, numbers, strict=True))}


def _flags(level: LevelOfRound, id: str) -> tuple[bool, ...]:
    counted, moved = level.tally, level.bridge
    return (
        id in counted.all,
        id in counted.free,
        id in counted.incomplete,
        id in (moved.gained if moved else counted.free),
        moved is not None and id in moved.removed,
    )


def _above(row: Row, top: int, columns: Sequence[str]) -> set[int]:
    keys = {key for column in columns if (key := getattr(row, column)) not in (None, row.key)}
    return {top, *keys}


def newest_round(place_key: int) -> Round | None:
    """Return the newest round that this very place published."""
    asked = select(Round).where(Round.place_key == place_key)
    return db.session.scalars(asked.order_by(Round.cut_off.desc()).limit(1)).first()


def _round_at(place: Place, cut_off: int) -> Round | None:
    asked = select(Round).where(Round.place_key == place.key, Round.cut_off == cut_off)
    return db.session.scalars(asked).first()


def publisher_of(place: Place, known_at: int | None = None) -> int | None:
    """Return the key of the place whose rounds hold here: the nearest one that publishes any.

    Or that had published any by a moment (ms).
    """
    levels = LEVELS[: LEVELS.index("street_key")]
    keys = [key for level in reversed(levels) if (key := getattr(place, level)) is not None]
    asked = select(Round.place_key).where(Round.place_key.in_(keys), _known(known_at)).distinct()
    found = set(db.session.scalars(asked))
    return next((key for key in keys if key in found), None)


def _known(known_at: int | None) -> ColumnElement[bool]:
    return true() if known_at is None else Round.published_at <= known_at


def rounds_of(place: Place, known_at: int | None = None) -> list[Round]:
    """Return the rounds that hold for a place, the oldest first; published by ``known_at``."""
    publisher = publisher_of(place, known_at)
    if publisher is None:
        return []
    asked = select(Round).where(Round.place_key == publisher, _known(known_at))
    asked = asked.options(defer(Round.snapshot))
    return list(db.session.scalars(asked.order_by(Round.cut_off)))


def find_round(place: Place, key: int, known_at: int | None = None) -> Round:
    """Return a round that holds, or held at a moment (ms), for the place; raises NotFound."""
    asked = select(Round).where(Round.key == key, _known(known_at))
    found = db.session.scalars(asked).first()
    if found is None or found.place_key != publisher_of(place, known_at):
        raise problems.NotFound
    return found


def amendments_of(round: Round, known_at: int | None = None) -> list[RoundAmendment]:
    """Return what was added to a round, the oldest first; what had been by a moment (ms)."""
    asked = select(RoundAmendment).where(RoundAmendment.round_key == round.key)
    if known_at is not None:
        asked = asked.where(RoundAmendment.made_at <= known_at)
    return list(db.session.scalars(asked.order_by(RoundAmendment.key)))


def changes_of(amendment: RoundAmendment) -> Changes:
    """Return the ids that an amendment adds and removes, by level."""
    found: Changes = orjson.loads(amendment.changes)
    return found


def amended_free(levels: Levels, amendments: Iterable[RoundAmendment]) -> dict[str, Ids]:
    """Return the free places of every level as the amendments leave them."""
    free = {level: one.tally.free for level, one in levels.items()}
    for amendment in amendments:
        for level, changed in changes_of(amendment).items():
            held = free.get(level, frozenset())
            free[level] = (held | frozenset(changed["added"])) - frozenset(changed["removed"])
    return free


def amended(round: Round, known_at: int | None = None) -> Levels:
    """Return a round as its amendments leave it: what the next one is compared with."""
    levels = unpack(round.snapshot)
    free = amended_free(levels, amendments_of(round, known_at))
    return {
        level: LevelOfRound(_with_free(one, free[level]), one.bridge)
        for level, one in levels.items()
    }


def _with_free(one: LevelOfRound, free: Ids) -> Tally:
    return replace(one.tally, free=free)


def arrived_since(
    place: Place, round: Round, known_at: int | None = None
) -> dict[str, dict[str, list[str]]]:
    """Return what is known of the cut-off of a round and does not stand in it, by level.

    Now, or as known at a moment (ms).
    """
    free = amended_free(unpack(round.snapshot), amendments_of(round, known_at))
    now = Ground(place, at=round.cut_off, known_at=known_at)
    found = {}
    for level, counted in now.tallies.items():
        # What left the tree since was a fact of its round all the same.
        held = free.get(level, frozenset()) & counted.all
        added, removed = sorted(counted.free - held), sorted(held - counted.free)
        if added or removed:
            found[level] = {"added": added, "removed": removed}
    return found


def amend(place: Place, round: Round, user_key: int | None, note: str) -> RoundAmendment:
    """Add to a round what was heard since, with a note; raises Conflict when there is nothing."""
    changes = arrived_since(place, round)
    if not changes:
        raise problems.Conflict(
            Words(
                "公布以后没有收到会改变这一期的记录",
                "nothing was heard since that changes this round",
            )
        )
    made = RoundAmendment(
        round_key=round.key,
        made_at=now_ms(),
        user_key=user_key,
        note=note,
        changes=dump(changes).decode(),
    )
    with writing() as session:
        session.add(made)
        audit.note(
            session,
            "amend_round",
            user_key=user_key,
            place_key=place.key,
            about=str(round.number),
            details={"round": round.key},
        )
    return made


def lines_of(keys: Sequence[int], rounds: Sequence[Round]) -> Mapping[int, list[RoundCount]]:
    """Return the figures of these places over the rounds, in the order of the rounds."""
    order = {round.key: at for at, round in enumerate(rounds)}
    found: dict[int, list[RoundCount]] = {key: [] for key in keys}
    asked = select(RoundCount).where(
        RoundCount.place_key.in_(keys), RoundCount.round_key.in_(order)
    )
    for row in sorted(db.session.scalars(asked), key=lambda row: order[row.round_key]):
        found[row.place_key].append(row)
    return found
