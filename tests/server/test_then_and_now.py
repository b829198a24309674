"""For random histories: what is asked as of a moment, later, is what was shown at that moment."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from server.db import db, refresh_reads
from server.log.authoring import Draft
from server.models import Place
from server.standings.conditions import conditions_of
from server.standings.moments import standing_of
from sync.days import HOUR, day_of
from sync.ops import Value
from tests.conftest import Clock
from tests.people import Person, signed_in
from tests.server.standings import certify
from tests.town import COMPOUND, DOORS, GATE, LIFT, STREET, author

CATEGORIES = ("confirmed", "suspected", "fever", "close_contact")
MOMENTS, EACH = 7, 4


def case(chance: random.Random, now: int) -> Draft:
    """An event of one of three people, on a day up to five days ago: openings and endings alike."""
    fields: dict[str, Value] = {
        "person": chance.choice("abc"),
        "event": chance.choice(("opened", "opened", "released", "excluded")),
        "category": chance.choice(CATEGORIES),
        "happened_on": day_of(now - chance.randrange(5) * 24 * HOUR),
    }
    return Draft("case_event", DOORS[0], fields, at=now - chance.randrange(60) * HOUR)


def visit(chance: random.Random, now: int) -> Draft:
    """A door of today or of the days before, told of late."""
    at = now - chance.randrange(70) * HOUR
    outcome = chance.choice(("normal", "normal", "no_answer"))
    fields: dict[str, Value] = {"outcome": outcome, "method": "door"}
    slot = f"{day_of(at)}/{chance.choice(('am', 'pm'))}"
    return Draft("screening", chance.choice(DOORS), fields, slot=slot, at=at)


def disinfected(chance: random.Random, now: int) -> Draft:
    fields: dict[str, Value] = {"agent": "chlorine", "mg_l": 500, "contact_minutes": 30}
    place = chance.choice((GATE, LIFT))
    return Draft("disinfection", place, fields, slot=f"{day_of(now)}/am", at=now)


def shown(known_at: int | None = None) -> dict[str, Any]:
    """Verdicts, clock and standing of the compound, as known then or now."""
    refresh_reads()
    place = db.session.query(Place).where(Place.id == COMPOUND).one()
    judged = conditions_of(place, known_at)
    now = standing_of(COMPOUND, known_at, known_at)
    groups = [*judged.shown["pillars"], *judged.shown["gates"]]
    return {
        "criteria": {
            one["id"]: (one["verdict"], one["counts"])
            for group in groups
            for one in group["criteria"]
        },
        "conditions": [(one.id, one.verdict, one.words.zh) for one in judged.parts],
        "digest": judged.digest,
        "standing": (now.state, now.held_days, now.review, [c.state for c in now.changes]),
    }


def history(town: Flask, clock: Clock, chance: random.Random, above: Person) -> Iterator[int]:
    """Let things happen, and yield a moment after every few of them."""
    makers = (case, visit, visit, disinfected)
    for number in range(MOMENTS):
        for _ in range(EACH):
            clock.advance(minutes=chance.randrange(1, 400))
            author(town, chance.choice(makers)(chance, clock.ms))
        if number == MOMENTS // 2:
            body = {"compound": COMPOUND, "criterion": "S3.2", "reason": "演练"}
            body["until"] = "2020-04-01"
            assert above.post("/api/v1/waivers", body).status_code == 201
        clock.ms += 1_000
        yield clock.ms
        clock.ms += 1_000


@pytest.mark.parametrize("seed", range(3))
def test_what_is_asked_as_of_a_moment_is_what_was_shown_then(
    town: Flask, clock: Clock, seed: int
) -> None:
    chance = random.Random(seed)
    above = signed_in(town, "street", STREET, name="街道刘")
    certify(town)
    with town.app_context():
        stored = {at: shown() for at in history(town, clock, chance, above)}
        assert len({str(one) for one in stored.values()}) == MOMENTS, "something changed each time"
        clock.advance(days=2)
        assert {at: shown(at) for at in stored} == stored
