"""A real browser, and a server process that a story may stop and start again."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Playwright, expect, sync_playwright
from pylopdf_fonts_zh_cn import sans_path

from tests.browser.process import ROOT, Server, free_port

__all__ = ["ROOT", "Server", "free_port"]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}

# As long as a busy machine with a slow disk needs; a story that passes waits no longer for it.
expect.set_options(timeout=15_000)


def chromium_path() -> str:
    """The browser that scripts/test.py found or fetched."""
    named = os.environ.get("SIX_CHROMIUM")
    fetched = ROOT / ".venv" / "chromium" / "run"
    found = named or shutil.which("chromium") or (str(fetched) if fetched.exists() else None)
    if not found:
        pytest.fail(
            "No Chromium here. Run: python3 scripts/test.py (it fetches one)", pytrace=False
        )
    return found


def new_server(data: Path, *demo: str) -> Server:
    """A server with a migrated database, and demonstration data where `demo` asks for it."""
    server = Server(data, free_port(), env={**os.environ, "SIX_DATA": str(data)})
    server.flask("db", "upgrade")
    if demo:
        server.flask("demo", "load", *demo)
    server.start()
    return server


@contextmanager
def driver_with_fonts() -> Iterator[Playwright]:
    """Drives browsers that find a Chinese font, which a machine without a desktop has not."""
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "fonts.conf"
        listing.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
            '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
            f"<dir>{sans_path().parent}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
        )
        os.environ["FONTCONFIG_FILE"] = str(listing)  # the driver passes it on to the browser
        try:
            with sync_playwright() as driver:
                yield driver
        finally:
            del os.environ["FONTCONFIG_FILE"]


def launch(driver: Playwright) -> Browser:
    """Starts the browser that scripts/test.py found or fetched."""
    return driver.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    with driver_with_fonts() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    launched = launch(playwright_driver)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration database, made once a run and copied for each story."""
    data = tmp_path_factory.mktemp("demo")
    server = new_server(data, "--small")
    server.stop()
    return data


@contextmanager
def serving_demo(demo_data: Path, folder: Path, **env: str) -> Iterator[Server]:
    """A server on a copy of the demonstration, with further settings, stopped at the end."""
    data = folder / "instance"
    shutil.copytree(demo_data, data)
    running = Server(data, free_port(), env={**os.environ, "SIX_DATA": str(data), **env})
    running.start()
    yield running
    running.stop()


@pytest.fixture
def server(demo_data: Path, tmp_path: Path) -> Iterator[Server]:
    with serving_demo(demo_data, tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def standing(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all stories that only look, or whose traces disturb nobody."""
    with serving_demo(demo_data, tmp_path_factory.mktemp("standing")) as running:
        yield running


_phones: list[BrowserContext] = []


@pytest.fixture(autouse=True)
def phones_end_with_their_story() -> Iterator[None]:
    """A story that failed leaves no phone whose requests would fail the stories after it."""
    before = len(_phones)
    yield
    for phone in _phones[before:]:
        with suppress(Error):  # ended by its story, perhaps by force
            phone.unroute_all(behavior="ignoreErrors")
            phone.close()
    del _phones[before:]


def persistent_phone(driver: Playwright, profile: Path, **options: object) -> BrowserContext:
    """A phone whose storage survives closing it: a browser profile on disk."""
    phone = driver.chromium.launch_persistent_context(
        str(profile),
        executable_path=chromium_path(),
        args=ARGUMENTS,
        viewport=PHONE,  # type: ignore[arg-type]
        has_touch=True,
        locale="zh-CN",
        **options,  # type: ignore[arg-type]
    )
    _phones.append(phone)
    return phone
