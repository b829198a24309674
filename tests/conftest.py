"""An application on a real SQLite file, a clock that stands still, and people who are signed in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
# Marks a data folder whose database was copied with its tables.
COPIED = "copied"


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


def new_app(folder: Path, **settings: Any) -> Flask:
    """An app on a data folder, its tables made where they are not there."""
    given = {"SIX_DATA": str(folder), "TESTING": True, "RATELIMIT_ENABLED": False}
    app = create_app(given | settings)
    if settings.get("DATABASE_URL") or not schema_is_there(folder):
        with app.app_context():
            Base.metadata.create_all(writer_engine())
    return app


def schema_is_there(folder: Path) -> bool:
    return (folder / COPIED).exists()


def copy_database(database: Path, folder: Path) -> None:
    """Begin a test where another database file ends: faster than making it again."""
    folder.mkdir(exist_ok=True)
    shutil.copy(database, folder / "six.sqlite")
    (folder / COPIED).touch()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    close_app(new_app(folder, CLOCK=Clock()))
    return folder / "six.sqlite"


@pytest.fixture(scope="session")
def town_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    app = new_app(folder, CLOCK=Clock())
    plant(app)
    close_app(app)
    return folder / "six.sqlite"


@contextmanager
def standing_town(folder: Path, **settings: Any) -> Iterator[Flask]:
    """A town that stands for a whole module: in the morning, and without limits."""
    given = {"SIX_DATA": str(folder), "RATELIMIT_ENABLED": False, "CLOCK": lambda: MORNING}
    app = create_app(given | settings)
    with app.app_context():
        Base.metadata.create_all(writer_engine())
    plant(app)
    try:
        yield app
    finally:
        close_app(app)


@pytest.fixture
def make_app(tmp_path: Path, clock: Clock, empty_database: Path) -> Iterator[Callable[..., Flask]]:
    """Make an app on the test's own data folder; calling it twice restarts the server."""
    apps: list[Flask] = []
    folder = tmp_path / "instance"

    def make(**settings: Any) -> Flask:
        if not settings.get("DATABASE_URL") and not schema_is_there(folder):
            copy_database(empty_database, folder)
        apps.append(new_app(folder, **{"CLOCK": clock} | settings))
        return apps[-1]

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
def town(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    town_database: Path,
    make_app: Callable[..., Flask],
) -> Flask:
    """The app with the town of ``tests.town`` in it."""
    if "app" in request.fixturenames:
        app: Flask = request.getfixturevalue("app")
        plant(app)
        return app
    copy_database(town_database, tmp_path / "instance")
    return make_app()
