"""Six in Place, the server: Flask over ``sync``. It knows HTTP, SQL and accounts, no rule."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

import server.models  # noqa: F401  the tables must be known before the first migration
from server import auth, config, db, errors, limits, pages
from server.api import openapi
from server.api.blueprint import Blueprint
from server.database.engine import DATABASE
from server.json import StrictJson

BLUEPRINTS = (
    "auth",
    "enrol",
    "gates",
    "invitations",
    "me",
    "catalogue",
    "rules",
    "exchange",
    "board",
    "doors",
    "replicas",
    "rescues",
    "people",
    "register",
    "access",
    "accounts",
    "audit",
    "cards",
    "checklist",
    "since",
    "zero",
    "standings",
    "waivers",
    "rollup",
    "rounds",
    "records",
    "matters",
    "missed",
    "cases",
    "spot_samples",
    "spot_checks",
    "places",
    "rosters",
    "buildings",
    "exports",
    "events",
    "problems",
)
_MIGRATE: Any = Migrate  # it says nothing of its types
COMMANDS = (
    "server.cli",
    "server.database.backups_cli",
    "server.people.cli",
    "server.roster.cli",
    "server.demo.cli",
    "server.judging.cli",
    "server.rollup.cli",
)


def create_app(given: Mapping[str, Any] | None = None) -> Flask:
    """Return the whole application; raises UnsafeDatabase where a receipt could lie."""
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(config.read_settings(given))
    app.json = StrictJson(app)
    data = Path(app.config["SIX_DATA"])
    config.keep_private(data, config.SECRETS, f"{DATABASE}*")
    app.extensions["six_secrets"] = config.read_secrets(data)
    if hops := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # the documented way
    db.connect(app)
    _MIGRATE(app, db.db, directory=str(db.MIGRATIONS))
    limits.init_limits(app)
    auth.init_auth(app)
    openapi.start(app, _blueprints())
    pages.init_pages(app)
    errors.init_errors(app)
    Compress(app)
    _add_commands(app)
    return app


def _blueprints() -> Iterator[Blueprint]:
    for name in BLUEPRINTS:
        yield import_module(f"server.api.{name}").blp


def _add_commands(app: Flask) -> None:
    for name in COMMANDS:
        for command in import_module(name).commands:
            app.cli.add_command(command)
