"""What the database counts is what the roll-up's rules count place by place."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from server import create_app
from server.config import now_ms
from server.db import Base, db, refresh_reads, writer_engine, writing
from server.log.authoring import Draft
from server.models import PJudged, Place, PStanding
from server.rollup.ground import ABOVE, COLUMN_OF_TYPE, Ground
from server.rollup.present import Present
from sync.days import DAY
from sync.standing import STATES
from tests.conftest import close_app
from tests.town import COMMUNITY, FOREIGN_COMMUNITY, author, plant

VERDICTS = ("met", "not_met", "waived", "not_yet_known", "incomplete")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Flask]:
    app = create_app({"SIX_DATA": str(tmp_path), "TESTING": True, "RATELIMIT_ENABLED": False})
    with app.app_context():
        Base.metadata.create_all(writer_engine())
    plant(app)
    fields: dict[str, Any] = {"type": "compound", "sort": 1}
    for number in range(40):
        parent = (COMMUNITY, FOREIGN_COMMUNITY)[number % 2]
        place = fields | {"parent": parent, "name": f"{number}号小区"}
        author(app, Draft("place", f"{parent}.9{number:02}", place))
    with app.app_context():
        yield app
    close_app(app)


def scatter(dice: random.Random) -> None:
    """Give the places states, verdicts and ends at random, some dated ahead of the clock."""
    places = list(db.session.scalars(select(Place).where(Place.type.in_(COLUMN_OF_TYPE))))
    standings: list[dict[str, Any]] = []
    verdicts: list[dict[str, Any]] = []
    gone: list[int] = []
    for place in places:
        if place.type == "city":
            continue
        if dice.random() < 0.7:
            since = dice.choice((None, now_ms() - DAY, now_ms() + DAY))
            state = dice.choice(sorted(STATES))
            standings.append(
                {"place_key": place.key, "state": state, "since_at": since, "cause": None,
                 "certificate": None, "held_from": None, "review": False, "steps": 1}
            )  # fmt: skip
        if place.type == "compound" and dice.random() < 0.7:
            verdicts.append(
                {"place_key": place.key, "day": "2020-03-11", "verdict": dice.choice(VERDICTS),
                 "judged_at": dice.randrange(1, 10**12), "heads": 0}
            )  # fmt: skip
        if place.type == "compound" and dice.random() < 0.1:
            gone.append(place.key)
    with writing() as session:
        session.execute(insert(PStanding), standings)
        session.execute(insert(PJudged), verdicts)
        session.execute(update(Place).where(Place.key.in_(gone)).values(left=True))
    refresh_reads()


@pytest.mark.parametrize("seed", range(3))
def test_the_database_counts_as_the_rules_do(town: Flask, seed: int) -> None:
    dice = random.Random(seed)
    scatter(dice)
    for place in db.session.scalars(select(Place).where(Place.type.in_(ABOVE))).all():
        ground, present = Ground(place), Present(place)
        assert present.counts == ground.counts
        assert present.judged() == ground.judged()
        assert [(row.id, below) for row, below in present.children()] == [
            (row.id, below) for row, below in ground.children()
        ]
        assert [present.state(row) for row, _ in present.children()] == [
            ground.state(row) for row, _ in ground.children()
        ]
        every = sorted(ground.ids)
        before = {
            level: frozenset(id for id in every if dice.random() < 0.5 and "." in id)
            for level in ("compound",)
        }
        assert present.moved(before) == ground.moved(before)
        assert present.moved({}) == ground.moved({})
