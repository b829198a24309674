"""Which problem answers which exception: of HTTP, of validation, of the database."""

from collections.abc import Mapping
from http import HTTPStatus

import marshmallow as ma
from flask import Flask, Response, request
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from server import problems
from server.database.queue import WriterBusy
from server.json import Json, dump

BY_STATUS: Mapping[int, type[problems.Problem]] = {
    400: problems.BadRequest,
    401: problems.TokenMissing,
    403: problems.Forbidden,
    404: problems.NotFound,
    405: problems.MethodNotAllowed,
    406: problems.NotAcceptable,
    409: problems.Conflict,
    413: problems.TooLarge,
    415: problems.WrongContentType,
    422: problems.Invalid,
    429: problems.SlowDown,
    503: problems.Busy,
}


def _from_validation(error: ma.ValidationError) -> Response:
    return problems.Invalid(errors=problems.flatten(error.messages)).to_response()


def _from_http(error: HTTPException) -> Response:
    known = BY_STATUS.get(error.code or 500)
    if known is problems.TooLarge:
        limit = request.max_content_length
        return problems.TooLarge(max=limit).to_response()
    if known:
        answer = known().to_response()
        if isinstance(error, MethodNotAllowed):
            answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return answer
    if error.code and error.code < 500:
        return _plain(error)
    return problems.Problem().to_response()


def _plain(error: HTTPException) -> Response:
    """Answer a rare HTTP error (or redirect) that has no class of its own."""
    if error.code and error.code < 400:
        return Response(status=error.code, headers=error.get_headers())
    status = HTTPStatus(error.code or 400)
    body: Json = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "code": status.name.lower(),
    }
    return Response(dump(body), status.value, content_type=problems.CONTENT_TYPE)


def init_errors(app: Flask) -> None:
    """Map every error of HTTP, validation and the database in ``app`` to a problem answer."""
    app.register_error_handler(problems.Problem, lambda error: error.to_response())
    app.register_error_handler(ma.ValidationError, _from_validation)
    app.register_error_handler(HTTPException, _from_http)
    # A value that one engine binds and the other refuses: it came from the request.
    app.register_error_handler(DataError, lambda _: problems.Invalid().to_response())
    app.register_error_handler(OperationalError, lambda _: problems.Busy().to_response())
    app.register_error_handler(WriterBusy, lambda _: problems.Busy().to_response())
