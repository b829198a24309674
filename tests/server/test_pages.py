"""The pages, their caching, and the security headers that stand on every answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.pages import POLICY
from tests.people import said


@pytest.fixture
def built(make_app: Callable[..., Flask], tmp_path: Path) -> FlaskClient:
    """A browser at a server whose client is built."""
    static = tmp_path / "static"
    for name in ("index.html", "desk/index.html", "sw.js", "assets/main-4f3a.js"):
        path = static / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<!-- {name} -->")
    (tmp_path / "secret.txt").write_text("no")
    return make_app(STATIC=str(static)).test_client()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "index.html"),
        ("/desk/", "desk/index.html"),
        ("/desk/board", "desk/index.html"),
        ("/sw.js", "sw.js"),
    ],
)
def test_pages_and_worker_are_always_revalidated(built: FlaskClient, path: str, name: str) -> None:
    with built.get(path) as answer:
        assert answer.status_code == 200
        assert name in answer.get_data(as_text=True)
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["ETag"]


def test_hashed_assets_are_kept_for_ever(built: FlaskClient) -> None:
    with built.get("/assets/main-4f3a.js") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.mimetype == "text/javascript"


def test_an_address_without_its_last_slash_is_led_to_the_desk(built: FlaskClient) -> None:
    answer = built.get("/desk")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/desk/")


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/assets", "/no.js",
     "/..%2fsecret.txt", "/api", "/api/v1", "/api/v1/nothing", "/%00", "/a" * 500],
)  # fmt: skip
def test_what_was_not_built_is_not_there(built: FlaskClient, path: str) -> None:
    answer = built.get(path)
    assert (answer.status_code, said(answer)["code"]) == (404, "not_found")


def test_a_server_whose_client_is_not_built_says_what_to_run(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    client = make_app(STATIC=str(tmp_path / "nothing")).test_client()
    for path in ("/", "/desk/"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "scripts/run.py" in answer.get_data(as_text=True)


EVERYWHERE = ["/", "/desk/", "/assets/main-4f3a.js", "/no.js", "/healthz", "/api/v1/openapi.json",
              "/api/v1/me", "/api/v1/nothing"]  # fmt: skip


def test_an_address_that_reaches_for_something_else_finds_nothing(app: Flask) -> None:
    client = app.test_client()
    for path in ("/../secrets.json", "/%2e%2e/%2e%2e/six.sqlite", "/%2Fetc/passwd", "/a%00b",
                 "/" + "a" * 300, "/" + "a/" * 3000, "/assets/..%5c..%5cx", "/certificates/..%2f",
                 "/certificates/%00", "/%ff"):  # fmt: skip
        assert client.get(path).status_code == 404, path[:40]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_bears_the_security_headers(built: FlaskClient, path: str) -> None:
    with built.get(path) as answer:
        headers = answer.headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Permissions-Policy"] == "camera=(self), geolocation=(), microphone=()"


def test_the_policy_allows_nothing_inline_and_nobody_else(built: FlaskClient) -> None:
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'",
                 "require-trusted-types-for 'script'"):  # fmt: skip
        assert part in POLICY


def test_what_the_policy_refused_is_logged_without_an_address_of_ours(
    built: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert 'csp="/csp-report"' in built.get("/healthz").headers["Reporting-Endpoints"]
    body = {"effectiveDirective": "script-src-elem", "blockedURL": "https://evil.example/x.js",
            "documentURL": "https://six.example/desk/people?search=王桂兰"}  # fmt: skip
    forged = {"blockedURL": "inline\n2026 forged line"}
    reports: list[Any] = [[{"body": body}], [{"body": forged}], [1], {}]
    for report in reports:
        answer = built.post("/csp-report", json=report, content_type="application/reports+json")
        assert answer.status_code == 204
    assert "script-src-elem" in caplog.text and "evil.example" in caplog.text
    assert "王桂兰" not in caplog.text and "\n2026" not in caplog.text
    assert built.post("/csp-report", data=b"\xff[").status_code == 204


def test_over_tls_browsers_are_told_to_stay_there(built: FlaskClient) -> None:
    with built.get("/", base_url="https://six.example") as answer:
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
        assert "upgrade-insecure-requests" in answer.headers["Content-Security-Policy"]
    with built.get("/") as plain:
        assert "Strict-Transport-Security" not in plain.headers


def test_answers_of_the_api_are_kept_by_nobody(built: FlaskClient) -> None:
    assert built.get("/api/v1/me").headers["Cache-Control"] == "no-store"


def test_a_foreign_host_name_is_refused(make_app: Callable[..., Flask]) -> None:
    client = make_app(TRUSTED_HOSTS="six.example,localhost").test_client()
    assert client.get("/healthz").status_code == 200
    refused = client.get("/healthz", base_url="http://evil.example")
    assert refused.status_code == 400
