"""Whoever is told that nothing has changed holds what would be computed now, to the last byte."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.api import conditional
from server.api.conditional import FOR_EVER, Answers, Kept
from server.db import refresh_reads, writing
from server.log.authoring import Draft
from server.models import Device, Replica
from server.rules import policy, sessions
from server.store import current_store
from sync.days import DAY, HOUR, day_of, day_start, session_window
from tests.conftest import close_app, new_app
from tests.people import Person, said, signed_in
from tests.server.test_projections import History
from tests.server.test_remembered import NEXT_DOOR, Life
from tests.server.test_remembered import template as template
from tests.store_contract import BUILDING, COMMUNITY, COMPOUND, NOW

PAGES = (
    f"/api/v1/board?place={COMMUNITY}",
    f"/api/v1/board?place={COMPOUND}",
    f"/api/v1/board/days?place={COMMUNITY}&kind=disinfection",
    f"/api/v1/board/days?place={BUILDING}&kind=screening&days=2",
    f"/api/v1/missed?place={COMMUNITY}&days=2",
    f"/api/v1/zero?compound={COMPOUND}",
    f"/api/v1/checklist?compound={COMPOUND}",
    f"/api/v1/checklist?compound={COMPOUND}&day=2020-03-10",
)


@dataclass
class Desk:
    """Somebody who asks every page again and again, answered by one of two processes."""

    app: Flask
    person: Person
    chance: random.Random
    processes: list[Answers] = field(default_factory=lambda: [Answers(), Answers()])
    shown: dict[str, tuple[str, Any]] = field(default_factory=dict)
    unchanged: int = 0

    def look(self) -> None:
        """Ask for every page, and compare it with the one that a new process computes."""
        for path in PAGES:
            self.app.extensions["six_answers"] = self.chance.choice(self.processes)
            tag, held = self.shown.get(path, ("", None))
            refresh_reads()
            answer = self.person.get(path, headers={"If-None-Match": tag})
            self.app.extensions["six_answers"] = Answers()
            refresh_reads()
            fresh = self.person.get(path)
            if answer.status_code == 304:
                self.unchanged += 1
                assert judged(fresh) == held, path
            else:
                assert judged(answer) == judged(fresh), path
            assert (fresh.headers["ETag"] == tag) == (judged(fresh) == held), path
            self.shown[path] = fresh.headers["ETag"], judged(fresh)


def judged(answer: Any) -> Any:
    """What an answer says, but for the moment at which it was read."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {name: value for name, value in said(answer).items() if name != "known_at"}


@dataclass
class LifeAtEdges(Life):
    """The same life, in which time stands still before, at and after every edge of the clock."""

    def wait(self) -> None:
        now = self.clock[0]
        edges = sorted(edge for edge in self.edges() if edge > now)
        self.clock[0] = max(now, self.chance.choice(edges[:3]) + self.chance.choice([-1, 0, 1]))

    def edges(self) -> set[int]:
        """Where rounds begin, become late or end, days change, and phones become silent."""
        with writing() as session:
            heard = {one.drained_at or 0 for one in session.query(Replica)}
        found = {at + hours * HOUR for at in heard for hours in (2, 4, 24, 48)}
        for at in (self.clock[0], self.clock[0] + DAY):
            day = day_of(at)
            found |= {day_start(day), day_start(day) + 2 * HOUR}
            for one in sessions():
                start, end = session_window(day, one.id, sessions(), policy().tz)
                found |= {start, start + 2 * HOUR, end, end + 2 * HOUR}
        return found

    def lose(self) -> None:
        """A phone is given up, or is in use again."""
        with writing() as session:
            device = session.query(Device).filter_by(key=1).one()
            device.revoked_at = None if device.revoked_at else self.clock[0]


def life_in(app: Flask, chance: random.Random, statements: dict[str, str]) -> LifeAtEdges:
    clock = [NOW]
    app.config["CLOCK"] = lambda: clock[0]
    return LifeAtEdges(chance, History(chance, statements), clock)


@settings(
    max_examples=4, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(chance=st.randoms(use_true_random=False), length=st.integers(5, 12))
def test_an_unchanged_tag_means_an_unchanged_answer(
    template: tuple[Path, dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
    chance: random.Random,
    length: int,
) -> None:
    folder = tmp_path_factory.mktemp("life")
    shutil.copy(template[0], folder / "six.sqlite")
    (folder / "copied").touch()
    app = new_app(folder, ACCESS_MINUTES=10**6)
    life = life_in(app, chance, template[1])
    acts: list[Callable[[], None]] = [
        *[life.tell] * 4, *[life.state] * 4, *[life.wait] * 6, life.grant, life.lose, life.remake,
    ]  # fmt: skip
    with app.app_context():
        desk = Desk(app, signed_in(app, "community", COMMUNITY), chance)
        for _ in range(10):
            life.record()
        life.push()
        desk.look()
        desk.look()
        assert desk.unchanged == len(PAGES)
        for _ in range(length):
            chance.choice(acts)()
            desk.look()
    close_app(app)


def test_a_door_that_comes_from_another_compound_is_shown_at_once(
    template: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    shutil.copy(template[0], tmp_path / "six.sqlite")
    (tmp_path / "copied").touch()
    app = new_app(tmp_path, CLOCK=lambda: NOW)
    with app.app_context():
        desk = Desk(app, signed_in(app, "community", COMMUNITY), random.Random(1))
        desk.look()
        desk.look()
        # Of its move only the feeds of the compound that it leaves tell.
        current_store().author([Draft("place", NEXT_DOOR, {"parent": f"{BUILDING}.1"})], "u1")
        desk.look()
    close_app(app)


def kept(said: bytes = b"{}", *, on: str = "rows", since: int = 0, until: int = FOR_EVER) -> Kept:
    return Kept(on, since, until, said, False, "tag")


def test_an_answer_is_good_while_what_it_stands_on_is_equal_and_its_time_is_not_over() -> None:
    answers = Answers()
    answers.keep("board", kept(since=10, until=20))
    assert answers.find("board", "rows", 10) == answers.find("board", "rows", 19) is not None
    for asked, on, now in (
        ("board", "other rows", 10), ("board", "rows", 20), ("board", "rows", 9),
        ("missed", "rows", 10),
    ):  # fmt: skip
        assert answers.find(asked, on, now) is None


def test_answers_that_nobody_asks_for_make_room_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conditional, "MOST_BYTES", 10)
    answers = Answers()
    for name in ("one", "two", "two"):
        answers.keep(name, kept(b"1234"))
    assert answers.find("one", "rows", 0) is not None
    answers.keep("three", kept(b"1234"))
    assert [name for name in ("one", "two", "three") if answers.find(name, "rows", 0)] == [
        "one",
        "three",
    ]
    monkeypatch.setattr(conditional, "MOST_KEPT", 1)
    answers.keep("four", kept(b"1"))
    assert answers.find("one", "rows", 0) is None
