"""Serve the application: ``python -m server [--host ADDRESS] [--port PORT]``."""

import argparse
import gc
import shlex
import socket
import sys
from pathlib import Path
from typing import Any

import segno
from flask import Flask
from sqlalchemy import func, select
from waitress.server import create_server

from server import create_app
from server.config import HOUR_MS, now_ms
from server.database.backups import BackupError, in_use
from server.database.whole import damage_words
from server.db import db
from server.demo import people
from server.judging.rules_used import note_rules
from server.log.held import release
from server.models import Account, Feed
from server.phones.rescues import MAX_BYTES
from server.rules import policy
from sync.policy_sheet import PolicyError

THREADS = 8
# A phone on a bad line may take long over one request; nobody else waits for it.
CHANNEL_TIMEOUT_S = 180
# Browsers keep their connections: a street of phones, or one that opens many, must not be all
# that the server hears. (Each takes a file; systems allow a process 1024 of them at least.)
CONNECTIONS = 900


def arguments(listen: str) -> argparse.Namespace:
    """Return the command line, the setting LISTEN being what is used without options."""
    host, _, port = listen.rpartition(":")
    parser = argparse.ArgumentParser(prog="python -m server", description=__doc__)
    parser.add_argument("--host", default=host, help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=int(port), help="port (%(default)s)")
    return parser.parse_args()


def address(host: str, port: int) -> str:
    """Return the address that a person opens: this machine's own for 0.0.0.0."""
    if host in ("127.0.0.1", "::1"):
        return f"http://localhost:{port}/"
    if host in ("0.0.0.0", "::"):  # noqa: S104  what the person asked for
        host = socket.gethostbyname(socket.gethostname())
    return f"http://{host}:{port}/"


def announce(app: Flask, url: str) -> None:
    """Print where it is, a QR of that, who can sign in or how somebody will, and where it keeps."""
    print(f"\n六个到位 Six in Place\n\n  phone  {url}\n  desk   {url}desk/\n")
    segno.make(url, micro=False).terminal(compact=True)
    if url.startswith("http://localhost:"):
        print("Only this machine can open it; the README says what phones need.\n")
    with app.app_context():
        for line in people.sign_in_lines(url) or first_account_lines(Path(app.config["SIX_DATA"])):
            print(line)
        for line in clock_lines():
            print(line)
    print(f"\nEverything is kept in {app.config['SIX_DATA']}. Ctrl-C stops it.", flush=True)


def clock_lines() -> list[str]:
    """Return a warning where this machine's clock is behind what the database has received."""
    newest = db.session.scalar(select(func.max(Feed.last_rx))) or 0
    behind = (newest - now_ms()) // HOUR_MS
    if behind < 1:
        return []
    return [
        f"The clock of this machine is {behind} hours behind the newest record received.",
        "Nothing is lost by it, but days are judged by it: set it right and start again.",
    ]


def first_account_lines(data: Path) -> list[str]:
    """Return how somebody can sign in at all, as long as nobody can."""
    if db.session.scalar(select(Account.key).limit(1)) is not None:
        return []
    told = [sys.executable, "-m", "flask", "--app", "server", "account", "create", "admin"]
    return [
        "Nobody can sign in yet. Make the first account, in a second terminal in this folder:",
        f"  SIX_DATA={shlex.quote(str(data))} {shlex.join(told)}",
        "It asks for a name and a passphrase. Then sign in at the desk; it leads on from there.",
    ]


def check_policy(app: Flask) -> None:
    """End at once, with the reason, where the policy that SIX_POLICY names cannot be used."""
    try:
        with app.app_context():
            policy()
    except (LookupError, PolicyError) as error:
        sys.exit(f"SIX_POLICY: {error}")


def check_whole(app: Flask) -> None:
    """End at once, and say what to do, where the database file is damaged: nothing is risked."""
    with app.app_context():
        if said := damage_words():
            sys.exit(said)


def listen(app: Flask, host: str, port: int) -> Any:
    """Return the server that has taken the port; its ``run`` serves. Raises OSError."""
    return create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        channel_timeout=CHANNEL_TIMEOUT_S,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        # How much of it is read is said by each route; here is only where it ends.
        max_request_body_size=max(app.config["MAX_CONTENT_LENGTH"], MAX_BYTES) * 2,
        ident=None,
    )


def spare_collections() -> None:
    """Leave what stands by now, and will to the end, out of every search for unused objects.

    Looking through the modules, tables and kinds took 100 ms, in which no thread answered anybody;
    a board of 4,700 doors made enough objects for such a search.
    """
    gc.collect()
    gc.freeze()


def main() -> None:
    """Announce and serve until Ctrl-C."""
    app = create_app()
    check_whole(app)
    check_policy(app)
    options = arguments(app.config["LISTEN"])
    try:
        server = listen(app, options.host, options.port)
    except OSError as error:
        sys.exit(f"Cannot listen on {options.host}:{options.port}: {error.strerror}.")
    try:
        with in_use(Path(app.config["SIX_DATA"])):
            with app.app_context():
                note_rules()
                release()  # a newer server may know what an older one had to hold
            announce(app, address(options.host, options.port))
            spare_collections()
            server.run()
    except BackupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        print("\nStopped. Everything that was received is kept.")


if __name__ == "__main__":
    main()
