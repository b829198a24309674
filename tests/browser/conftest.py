"""A real browser, and a server process that a story may stop and start again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright
from pylopdf_fonts_zh_cn import sans_path

ROOT = Path(__file__).resolve().parent.parent.parent
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


@dataclass
class Server:
    """The product as a process of its own, on a port that it keeps across restarts."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    env: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        with (self.data / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server", "--port", str(self.port)],
                cwd=ROOT,
                env=self.env,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        deadline = time.monotonic() + 30
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"The server did not start: {(self.data / 'server.log').read_text()}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as refused:
            refused.close()
            return True
        except OSError:
            return False

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def flask(self, *words: str) -> str:
        command = [sys.executable, "-m", "flask", "--app", "server", *words]
        ended = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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


def persistent_phone(driver: Playwright, profile: Path, **options: object) -> BrowserContext:
    """A phone whose storage survives closing it: a browser profile on disk."""
    return driver.chromium.launch_persistent_context(
        str(profile),
        executable_path=chromium_path(),
        args=ARGUMENTS,
        viewport=PHONE,  # type: ignore[arg-type]
        has_touch=True,
        locale="zh-CN",
        **options,  # type: ignore[arg-type]
    )
