#!/usr/bin/env python3
"""Start Six in Place on this machine, from nothing: python3 scripts/run.py

Makes the environment, builds the client, makes the database, loads the demonstration city and
serves. What is already there is left alone, so a second run starts at once. Ctrl-C stops it.
"""

from __future__ import annotations

import argparse
import errno
import os
import shlex
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import environment
from environment import PYTHON, ROOT, SetupFailed, Steps


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=port_number, default=8000, help="port to listen on (%(default)s)"
    )
    parser.add_argument(
        "--data", type=Path, default=ROOT / "instance", help="database and uploads (instance/)"
    )
    parser.add_argument("--no-demo", action="store_true", help="start empty, without the demo city")
    parser.add_argument("--setup-only", action="store_true", help="prepare everything, don't serve")
    return parser.parse_args()


def port_number(said: str) -> int:
    """A port that can be listened on."""
    if not said.isdecimal() or not 0 < int(said) < 65536:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {said}")
    return int(said)


def same_again(options: argparse.Namespace, port: int) -> str:
    """The command that starts the same on another port: same data, same host, empty if it was."""
    words = ["python3", "scripts/run.py"]
    words += ["--host", options.host] if options.host != "127.0.0.1" else []
    words += ["--port", str(port)] if port != 8000 else []
    words += ["--data", str(options.data)] if options.data != ROOT / "instance" else []
    return shlex.join([*words, "--no-demo"] if options.no_demo else words)


def prepare(data: Path, demo: bool) -> None:
    """Everything that serving needs; raises SetupFailed with what to do."""
    steps = Steps(total=4)
    environment.python_environment(steps, "run")
    environment.client(steps)
    title = f"[{steps.total}/{steps.total}] Database in {data}"
    if is_ready(data / "six.sqlite", demo):
        print(f"{title}: up to date", flush=True)
        return
    print(f"{title} …", flush=True)
    if demo and "DATABASE_URL" not in os.environ and not (data / "six.sqlite").exists():
        load_whole(data)
    else:
        flask(data, "sync", "upgrade")
        if demo:
            flask(data, "demo", "load", "--if-empty")


def load_whole(data: Path, *options: str) -> None:
    """Load the demonstration beside the data folder's place for it, and move it in when complete.

    Stopped half-way, the next start begins it anew instead of showing half a city.
    """
    beside = data / "demonstration.part"
    shutil.rmtree(beside, ignore_errors=True)
    flask(beside, "sync", "upgrade")
    flask(beside, "demo", "load", *options)
    for made in sorted(beside.iterdir(), key=lambda one: one.name == "six.sqlite"):
        made.replace(data / made.name)
    beside.rmdir()


def is_ready(database: Path, demo: bool) -> bool:
    """Whether the embedded database has the newest schema, and is not empty where `demo` asks.

    Read here, without starting the application, because that would take longer than all the rest.
    """
    newest = max(path.name for path in (ROOT / "server" / "migrations" / "versions").glob("*.py"))
    if "DATABASE_URL" in os.environ or not database.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            filled = any(
                connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()  # noqa: S608
                for table in ("place", "account")
            )
    except (sqlite3.Error, TypeError):
        return False
    return newest.startswith(f"{version}_") and (filled or not demo)


def flask(data: Path, *words: str) -> None:
    """Run a command of the application, its progress shown as it comes."""
    env = {**os.environ, "SIX_DATA": str(data)}
    command = [str(PYTHON), "-m", "flask", "--app", "server", *words]
    if subprocess.run(command, cwd=ROOT, env=env).returncode:
        raise SetupFailed(f"This did not work: flask {' '.join(words)} (its message is above)")


def free_port(options: argparse.Namespace) -> int:
    """The port asked for if nobody listens there; otherwise offer the next free one."""
    host, port = str(options.host), int(options.port)
    candidate = port
    while _taken(host, candidate):
        candidate += 1
    if candidate == port:
        return port
    print(f"Port {port} is taken by another program.", flush=True)
    if sys.stdin.isatty() and input(f"Use {candidate} instead? [Y/n] ").strip().lower() in (
        "",
        "y",
    ):
        return candidate
    sys.exit(f"Start it on the next free port with: {same_again(options, candidate)}")


def _taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            sys.exit(f"Cannot listen on {host}:{port}: {error.strerror}. Choose --host or --port.")
    return False


def main() -> None:
    """Prepare, then become the server."""
    environment.require_python()
    options = arguments()
    data = options.data.resolve()
    try:
        prepare(data, demo=not options.no_demo)
    except SetupFailed as failure:
        sys.exit(f"\n{failure}")
    if options.setup_only:
        print(f"Ready. Start it with: {same_again(options, options.port)}")
        return
    port = free_port(options)
    env = {**os.environ, "SIX_DATA": str(data)}
    serve = [str(PYTHON), "-m", "server", "--host", options.host, "--port", str(port)]
    os.chdir(ROOT)
    os.execve(serve[0], serve, env)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run it again: what was finished is kept.")
