"""The description of the API at /api/v1/openapi.json, kept in step by a test."""

from collections.abc import Iterable
from threading import Lock
from typing import Any

import flask_smorest
import marshmallow as ma
from flask import Flask

from server.api.blueprint import Blueprint

VERSION = "1"
TITLE = "六个到位 · Six in Place"

SETTINGS: dict[str, Any] = {
    "API_TITLE": TITLE,
    "API_VERSION": VERSION,
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "API_SPEC_OPTIONS": {
        "components": {
            "securitySchemes": {
                "access": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            }
        },
        "security": [{"access": []}],
    },
}


class FaultShape(ma.Schema):
    """One thing that is wrong with a request."""

    field = ma.fields.String()
    detail = ma.fields.String()


class ProblemShape(ma.Schema):
    """RFC 9457: every answer that is not a success."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    code = ma.fields.String(required=True)
    detail = ma.fields.String()
    errors = ma.fields.List(ma.fields.Nested(FaultShape))


class Api(flask_smorest.Api):
    """flask-smorest's Api, with our problems as its errors, described when somebody first asks.

    Writing the description takes longer than everything else at the start of a server.
    """

    ERROR_SCHEMA: Any = ProblemShape

    def __init__(self, app: Flask) -> None:
        self._undescribed: list[Blueprint] = []
        self._one_at_a_time = Lock()
        super().__init__(app)

    def _init_spec(self, **_: Any) -> None:
        """Leave the description for later."""

    def register_blueprint(self, blp: Blueprint, **options: Any) -> None:
        """Serve the blueprint; describe it later."""
        self._app.register_blueprint(blp, **options)
        self._undescribed.append(blp)

    def _openapi_json(self) -> Any:
        with self._one_at_a_time:
            if self.spec is None:
                self._describe()
        return super()._openapi_json()

    def _describe(self) -> None:
        super()._init_spec()
        for blp in self._undescribed:
            blp.register_views_in_doc(self, self._app, self.spec, name=blp.name, parameters=None)
            self.spec.tag({"name": blp.name, "description": blp.description})


def start(app: Flask, blueprints: Iterable[Blueprint]) -> None:
    """Serve the blueprints in ``app``, and their description."""
    app.config.update(SETTINGS)
    api = Api(app)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
