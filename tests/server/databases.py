"""Applications on a fresh database, one per engine that we support."""

from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate

import server.models  # noqa: F401  (fills the metadata)
from server.db import Base, connect, db, upgrade_schema, writer_engine
from tests import postgres

ENGINES = ("sqlite", "postgresql")
_MIGRATE: Any = Migrate  # it says nothing of its types


def url_of(engine: str, folder: Path) -> str:
    """The address of a new empty database."""
    return f"sqlite:///{folder / 'six.sqlite'}" if engine == "sqlite" else postgres.fresh_database()


def bare_app(engine: str, folder: Path, *, migrate: bool = False) -> Flask:
    """An application with nothing but a database, its tables made."""
    app = Flask("six")
    app.config["SIX_DATA"] = folder
    app.config["DATABASE_URL"] = url_of(engine, folder)
    app.config["POLICY"] = "wuhan-2020-03"
    connect(app)
    _MIGRATE(app, db)
    with app.app_context():
        if migrate:
            upgrade_schema()
        else:
            Base.metadata.create_all(writer_engine())
    return app


def dispose(app: Flask) -> None:
    """Close every connection, so that nothing is left to warn about."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
