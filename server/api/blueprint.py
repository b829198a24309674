"""flask-smorest's Blueprint with types, the strict JSON reader and our problems.

A view is declared as ``@blp.route`` over ``@blp.arguments`` over ``@blp.response``; who may call
it stands in ``server.roles.ROUTES`` and nowhere else.
"""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, ParamSpec, TypeVar

import marshmallow as ma
from flask import Request
from flask_smorest.blueprint import Blueprint as SmorestBlueprint
from webargs.flaskparser import FlaskParser, is_json_request

from server import problems
from server.json import Json, TooBig, Undecodable, Unreadable, load, read_body

P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V", bound=Callable[..., Any])


class Shape(ma.Schema):
    """What a request or answer looks like: a field that is not declared is refused."""

    class Meta:
        """Unknown fields are errors, so that no client can set what the server owns."""

        unknown = ma.RAISE


def read_json(request: Request) -> Json:
    """Return the JSON body of the request; raise the problem that is wrong with it."""
    if not is_json_request(request):
        raise problems.WrongContentType("Content-Type: application/json is expected")
    try:
        return load(read_body(request))
    except Undecodable as error:
        raise problems.WrongEncoding(str(error)) from error
    except TooBig as error:
        raise problems.TooLarge(str(error)) from error
    except Unreadable as error:
        raise problems.BadJson(str(error)) from error


class StrictParser(FlaskParser):
    """webargs' parser over our own JSON reader, raising our own problems."""

    def _raw_load_json(self, req: Request) -> Json:
        return read_json(req)

    def handle_error(
        self,
        error: ma.ValidationError,
        req: Request,
        schema: ma.Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Raise Invalid with every fault of the request."""
        raise problems.Invalid(errors=problems.flatten(error.messages)) from error


class Blueprint(SmorestBlueprint):
    """A group of routes that documents itself and refuses what it did not declare."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, module: str, *, url_prefix: str, description: str) -> None:
        super().__init__(name, module, url_prefix=url_prefix, description=description)

    def route(self, rule: str, **options: Any) -> Callable[[V], V]:
        """Serve the view at the rule, below the blueprint's prefix."""
        decorated: Callable[[V], V] = super().route(rule, **options)
        return decorated

    def arguments(
        self, schema: type[ma.Schema] | ma.Schema, *, location: str = "json", **options: Any
    ) -> Callable[[Callable[..., R]], Callable[..., R]]:
        """Hand the checked request (a dict) to the view as its first positional argument."""
        decorated: Callable[[Callable[..., R]], Callable[..., R]] = super().arguments(
            schema, location=location, **options
        )
        return decorated

    def response(
        self, status_code: int, schema: Any = None, **options: Any
    ) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
        """Dump what the view returns with the schema, and document it."""
        decorated: Callable[[Callable[P, Any]], Callable[P, Any]] = super().response(
            status_code, schema, **options
        )
        return decorated

    @staticmethod
    def doc(**members: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Add members to the description of the operation."""
        decorated: Callable[[Callable[P, R]], Callable[P, R]] = SmorestBlueprint.doc(**members)
        return decorated
