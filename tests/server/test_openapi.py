"""The API's own description: every route is in it, answers keep to it, and nothing of it breaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from server.log.authoring import Draft
from server.roles import ROUTES, Permission
from tests.conftest import standing_town
from tests.people import Person, said, signed_in
from tests.town import BUILDING, COMMUNITY, COMPOUND, DOOR, LIFT, author

DOCUMENT = "/api/v1/openapi.json"
REAL = st.sampled_from([COMMUNITY, COMPOUND, BUILDING, DOOR, LIFT, "nowhere"])


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with standing_town(tmp_path_factory.mktemp("town")) as app:
        tap = Draft(
            "screening", DOOR, {"outcome": "exception", "method": "door"}, slot="2020-03-10/am"
        )
        author(app, tap)
        yield app


@pytest.fixture(scope="module")
def secretary(town: Flask) -> Person:
    return signed_in(town, "community", COMMUNITY)


@pytest.fixture(scope="module")
def document(town: Flask) -> Any:
    return said(town.test_client().get(DOCUMENT))


def routes(app: Flask) -> set[tuple[str, str]]:
    """Every verb and path below /api/v1, as OpenAPI writes it; the document itself apart."""
    return {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.rule != DOCUMENT
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_is_described_and_nothing_else(town: Flask, document: Any) -> None:
    described = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
        if method != "parameters"
    }
    assert described == routes(town)
    assert document["openapi"] == "3.1.0"


def test_every_operation_says_what_it_does_and_which_need_no_sign_in(
    town: Flask, document: Any
) -> None:
    public = {name for name, permission in ROUTES.items() if permission is Permission.PUBLIC}
    open_paths = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in town.url_map.iter_rules()
        if rule.endpoint in public
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method == "parameters":
                continue
            assert operation["summary"], (method, path)
            assert (operation.get("security") == []) == (path in open_paths), (method, path)


def test_every_problem_is_listed_with_its_meaning(town: Flask) -> None:
    listed = said(town.test_client().get("/api/v1/problems"))["problems"]
    codes = [one["code"] for one in listed]
    assert len(codes) == len(set(codes))
    assert {"token_expired", "bad_json", "not_found", "slow_down", "busy"} <= set(codes)
    assert all(one["title"] and one["meaning"] for one in listed)


def operations(app: Flask) -> list[Any]:
    found = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    return [result.ok() for result in found.get_all_operations() if isinstance(result, Ok)]


def aim(case: Any, place: str) -> None:
    """Half of the time a place that exists: what lies behind the 404 is to be reached, too."""
    for name in ("place", "compound", "parent"):
        if isinstance(case.query, dict) and name in case.query and len(place) % 2:
            case.query[name] = place
    if isinstance(case.path_parameters, dict) and "household" in case.path_parameters:
        case.path_parameters["household"] = DOOR


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_input_breaks_the_server(town: Flask, secretary: Person, mode: GenerationMode) -> None:
    headers = {"Authorization": f"Bearer {secretary.access}", "X-Six": "1"}
    for operation in operations(town):

        @given(case=operation.as_strategy(generation_mode=mode), place=REAL)
        @settings(
            max_examples=6,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def call(case: Any, place: str) -> None:
            aim(case, place)
            answer = case.call(headers=headers)
            assert answer.status_code < 500, (case.as_curl_command(), answer.text)
            if answer.status_code >= 400:
                problem = json.loads(answer.content)
                assert problem["status"] == answer.status_code
                assert problem["code"]

        # An operation without any input has no wrong input either.
        with suppress(Unsatisfiable):
            call()
