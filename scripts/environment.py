"""What the product stands on, made once and skipped while its lock files do not change.

Standard library only: this runs before anything is installed. Every step is keyed by a digest of
the files it depends on, so a second call costs a few milliseconds, and an interrupted step is
simply done again.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
REQUIREMENTS = ROOT / "scripts" / "requirements"
PWA = ROOT / "pwa"
STATIC = ROOT / "server" / "static"
BROWSER = ROOT / "tests" / "browser"
NODE_AT_LEAST = (22, 12)  # what the client's build tool asks for


class SetupFailed(Exception):
    """A step did not work; the message says what to do about it."""


def require_python() -> None:
    """Stop with a plain sentence where this Python is too old."""
    if sys.version_info < (3, 11):
        found = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"Python 3.11 or newer is needed; this is {found}. Try: python3.11 {sys.argv[0]}")


def digest_of(paths: Iterable[Path]) -> str:
    """One digest of these files' names and contents; a folder counts with all below it."""
    sha = hashlib.sha256()
    for path in sorted(_files(paths)):
        sha.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from (
                found
                for found in path.rglob("*")
                if found.is_file() and not {"node_modules", "__pycache__"} & set(found.parts)
            )
        elif path.exists():
            yield path


class Steps:
    """Prints each step with its time; skips those whose stamp still holds."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0

    def step(self, title: str, stamp: str, key: str, work: Callable[[], None]) -> None:
        """Do `work` unless the stamp file `stamp` already holds `key`."""
        self.done += 1
        mark = VENV / f".stamp-{stamp}"
        prefix = f"[{self.done}/{self.total}] {title}"
        if mark.exists() and mark.read_text() == key:
            print(f"{prefix}: up to date", flush=True)
            return
        print(f"{prefix} …", flush=True)
        begun = time.monotonic()
        work()
        mark.parent.mkdir(exist_ok=True)
        mark.write_text(key)
        print(f"{prefix}: done in {time.monotonic() - begun:.0f} s", flush=True)


def call(
    command: Sequence[str | Path],
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
    hint: str = "",
) -> None:
    """Run a command quietly; on failure show the end of what it printed and what to do."""
    words = [str(word) for word in command]
    ended = subprocess.run(
        words, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if ended.returncode:
        tail = "\n".join(ended.stdout.splitlines()[-25:])
        raise SetupFailed(f"{tail}\n\nThis did not work: {' '.join(words)}\n{hint}".rstrip())


def python_environment(steps: Steps, wanted: str) -> None:
    """`.venv` with the pinned, hashed packages of `scripts/requirements/<wanted>.txt`."""
    _make_venv()
    # The test list holds everything the run list does, with the same pins.
    for name in {wanted, "test"}:
        mark = VENV / f".stamp-python-{name}"
        if mark.exists() and mark.read_text() == digest_of([REQUIREMENTS / f"{name}.txt"]):
            wanted = name
            break
    listing = REQUIREMENTS / f"{wanted}.txt"
    steps.step(
        "Python packages", f"python-{wanted}", digest_of([listing]), lambda: _pip_install(listing)
    )


def _make_venv() -> None:
    if PYTHON.exists():
        return
    try:
        venv.create(VENV, with_pip=True)
    except subprocess.CalledProcessError as error:
        raise SetupFailed(
            "This Python cannot make a virtual environment. "
            "On Debian or Ubuntu: apt-get install python3-venv"
        ) from error


def _pip_install(listing: Path) -> None:
    call(
        [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check",
         "--require-hashes", "-r", listing],
        hint="Is this machine connected to a Python package registry? Then run the command again.",
    )  # fmt: skip


def node_environment() -> dict[str, str]:
    """The environment in which `node` and `npm` are new enough, installed from PyPI if need be."""
    found = shutil.which("node")
    if not (found and shutil.which("npm") and _version(found) >= NODE_AT_LEAST):
        if not (BIN / "npm").exists():
            _pip_install(REQUIREMENTS / "node.txt")
        return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    return dict(os.environ)


def _version(program: str) -> tuple[int, ...]:
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2])


def npm(*words: str, cwd: Path = PWA) -> None:
    """Run npm in `cwd` with a Node that is new enough."""
    env = node_environment()
    hint = "Is this machine connected to an npm registry? Then run the command again."
    command = [shutil.which("npm", path=env["PATH"]) or "npm", *words]
    call(command, cwd=cwd, env=env, hint=hint if words[0] == "ci" else "")


def client_packages(steps: Steps) -> None:
    """What the client is built and checked with, in `pwa/node_modules/`."""
    locked = [PWA / "package.json", PWA / "package-lock.json", PWA / ".npmrc"]
    steps.step("Client packages", "npm", digest_of(locked), lambda: npm("ci", "--ignore-scripts"))


def client(steps: Steps) -> None:
    """The built phone and desk in `server/static/`, rebuilt when their sources change."""
    client_packages(steps)
    generated = {PWA / "src" / "catalogue.json"}
    sources = [
        path for path in _files([PWA]) if path not in generated and "tests" not in path.parts
    ]
    rules = [ROOT / "sync" / "kinds", ROOT / "sync" / "policies", ROOT / "scripts" / "catalogue.py"]
    if not (STATIC / "index.html").exists():
        (VENV / ".stamp-client").unlink(missing_ok=True)
    steps.step("Client build", "client", digest_of([*sources, *rules]), _build_client)


def _build_client() -> None:
    call([PYTHON, ROOT / "scripts" / "catalogue.py", PWA / "src" / "catalogue.json"])
    npm("run", "build")


def chromium(steps: Steps) -> Path:
    """A Chromium for the tests: the one named by SIX_CHROMIUM, the machine's, or one from npm."""
    named = os.environ.get("SIX_CHROMIUM")
    for name in [named] if named else ["chromium", "chromium-browser", "google-chrome"]:
        if name and (path := shutil.which(name)):
            return Path(path)
    home = VENV / "chromium"
    key = digest_of([BROWSER / "package-lock.json"])
    steps.step("A browser for the tests", "chromium", key, lambda: _unpack_chromium(home))
    return home / "run"


def _unpack_chromium(home: Path) -> None:
    try:
        npm("ci", "--ignore-scripts", cwd=BROWSER)
        call([PYTHON, ROOT / "scripts" / "unpack_chromium.py", BROWSER, home])
        call([home / "run", "--version"])
    except SetupFailed as failure:
        raise SetupFailed(
            f"{failure}\n\nNo browser for the tests. Install one and try again, for instance:\n"
            "    apt-get install -y chromium"
        ) from failure


def run_with_browser(module: str, options: Sequence[str]) -> NoReturn:
    """Set up like the tests do and become a module of this folder, which drives a browser."""
    require_python()
    steps = Steps(total=4)
    try:
        python_environment(steps, "test")
        client(steps)
        browser = chromium(steps)
    except SetupFailed as failure:
        sys.exit(f"\n{failure}")
    folders = os.pathsep.join((str(ROOT), str(Path(__file__).parent)))
    env = {**node_environment(), "PYTHONPATH": folders, "SIX_CHROMIUM": str(browser)}
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "-m", module, *options], env)
