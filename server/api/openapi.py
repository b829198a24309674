"""The description of the API at /api/v1/openapi.json, kept in step by a test."""

from collections.abc import Iterable
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
    """flask-smorest's Api, documenting our problems as its errors."""

    ERROR_SCHEMA: Any = ProblemShape


def start(app: Flask, blueprints: Iterable[Blueprint]) -> None:
    """Serve and describe the blueprints in ``app``."""
    app.config.update(SETTINGS)
    api = Api(app)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
