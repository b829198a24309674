"""An application on a real SQLite file, a clock that stands still, and people who are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.db import Base, writer_engine
from tests.town import plant

# 2020-03-10 08:30 in Shanghai: the morning session of a day in the story.
MORNING = 1_583_800_200_000


@dataclass
class Clock:
    """Time handed in: ms UTC that moves only when a test moves it."""

    ms: int = MORNING

    def __call__(self) -> int:
        return self.ms

    def advance(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        self.ms += round(((days * 24 + hours) * 60 + minutes) * 60_000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_app(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Flask]]:
    """Make an app on the test's own data folder; calling it twice restarts the server."""
    apps: list[Flask] = []

    def make(**settings: Any) -> Flask:
        given = {
            "SIX_DATA": str(tmp_path / "instance"),
            "CLOCK": clock,
            "TESTING": True,
            "RATELIMIT_ENABLED": False,
        }
        app = create_app(given | settings)
        with app.app_context():
            Base.metadata.create_all(writer_engine())
        apps.append(app)
        return app

    yield make
    for app in apps:
        close_app(app)


def close_app(app: Flask) -> None:
    """Close every connection, so that no file stays open behind a test."""
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in to."""
    return app.test_client()


@pytest.fixture
def town(app: Flask) -> Flask:
    """The app with the town of ``tests.town`` in it."""
    plant(app)
    return app
