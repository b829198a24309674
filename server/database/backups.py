"""Backups of the embedded database: made while the server runs, proved, and restored as a new life.

A backup is a folder of three files: the database, the secrets of the installation (without them no
phone could sign in again), and a manifest that says what is inside. It holds everything about
everybody: keep it where the server's disk is not, and where only those may read who may read all.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from secrets import token_hex
from typing import Any

from alembic.script import ScriptDirectory

from server.config import flush
from server.database.engine import DATABASE, sqlite_module
from server.db import MIGRATIONS

FOLDER = "backups"  # in the data folder, unless somebody names another
MANIFEST, SECRETS, IN_USE = "manifest.json", "secrets.json", "in-use.lock"


class BackupError(Exception):
    """A backup that cannot be made, is not whole, or must not be restored now; says what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds (times in ms UTC), and what proves it whole."""

    made_at: int
    records: int
    phones: int
    newest: int | None
    epoch: str | None
    schema: str | None
    sha256: str


def make(data: Path, target: Path, now: int, prefix: str = "") -> tuple[Path, Manifest]:
    """Write a backup of the data folder below `target`; return its folder and its manifest.

    Consistent whatever the server is doing meanwhile. The folder appears whole or not at all, and
    only after SQLite has checked the copy. Raises BackupError.
    """
    if not (data / DATABASE).exists():
        raise BackupError(f"There is no database in {data}.")
    name = prefix + datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    draft, folder = target / f".{name}", target / name
    draft.mkdir(parents=True, mode=0o700)
    try:
        with closing(sqlite_module().connect(data / DATABASE)) as run:
            run.execute("VACUUM INTO ?", (str(draft / DATABASE),))
        shutil.copy2(data / SECRETS, draft / SECRETS)
        manifest = _describe(draft / DATABASE, now)
        (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), "utf-8")
        for file in draft.iterdir():
            flush(file)
        draft.rename(folder)
        flush(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder, manifest


def is_of_an_older_schema(data: Path) -> bool:
    """Say whether the database of the data folder has tables, and not those of this version."""
    with closing(sqlite_module().connect(data / DATABASE)) as run:
        found = _schema(run)
    return found is not None and found != _schemas().get_current_head()


def prune(target: Path, keep: int) -> list[Path]:
    """Remove all but the `keep` newest backups below `target`; return what was removed.

    Those made before a restore or an upgrade are somebody's way back, and stay.
    """
    found = sorted(one.parent for one in target.glob(f"[0-9]*/{MANIFEST}"))
    gone = found[: max(0, len(found) - keep)]
    for folder in gone:
        shutil.rmtree(folder)
    return gone


def check(folder: Path) -> Manifest:
    """Return the manifest of a backup that is whole and not of a newer version.

    Raises BackupError with what is wrong.
    """
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(f"{folder} is no whole backup: {error}") from error
    for name in (DATABASE, SECRETS):
        if not (folder / name).exists():
            raise BackupError(f"{folder} is no whole backup: {name} is missing.")
    if _digest(folder / DATABASE) != manifest.sha256:
        raise BackupError(f"{folder / DATABASE} has changed since it was written. Take another.")
    known = {one.revision for one in _schemas().walk_revisions()}
    if manifest.schema not in known:
        raise BackupError("A newer version of the program made this backup: install that first.")
    return manifest


@contextmanager
def staged(folder: Path, parent: Path) -> Iterator[Path]:
    """Copy a backup to a folder of its own below `parent`, which is gone afterwards."""
    stage = parent / f".stage-{token_hex(4)}"
    stage.mkdir(mode=0o700)
    try:
        for name in (DATABASE, SECRETS):
            shutil.copy2(folder / name, stage / name)
            flush(stage / name)
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def put_in_place(stage: Path, data: Path, now: int) -> Path | None:
    """Let staged files take the place of those in `data`; return where those are kept now.

    Nobody may have the old ones open: call it inside `alone`. Cut anywhere, either the old database
    is there or the new one, and what was there before can be found.
    """
    kept = _keep(data, now) if (data / DATABASE).exists() else None
    for left in ("-wal", "-shm"):
        (data / f"{DATABASE}{left}").unlink(missing_ok=True)
    for name in (SECRETS, DATABASE):
        flush(stage / name)
        (stage / name).replace(data / name)
    flush(data)
    return kept


def _keep(data: Path, now: int) -> Path:
    """Back up what is about to be replaced; as bare files when it is too damaged for more."""
    try:
        return make(data, data / FOLDER, now, "before-restore-")[0]
    except (BackupError, sqlite_module().DatabaseError):
        kept = data / FOLDER / f"damaged-{token_hex(4)}"
        kept.mkdir(parents=True, mode=0o700)
        for file in (*data.glob(f"{DATABASE}*"), data / SECRETS):
            shutil.copy2(file, kept / file.name)
        return kept


@contextmanager
def in_use(data: Path) -> Iterator[None]:
    """Say as long as it lasts, however the process ends, that a server serves `data`."""
    with closing(_lock(data)) as lock:
        try:
            # A read inside a transaction holds SQLite's shared lock on the file until the end.
            lock.execute("BEGIN")
            lock.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite_module().OperationalError as error:
            raise BackupError(
                f"A backup is being restored to {data}: start it again after."
            ) from error
        yield


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Keep servers from starting on `data`; raises BackupError when one is running."""
    module = sqlite_module()
    with closing(_lock(data)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except module.OperationalError as error:
            raise BackupError(f"The server is running on {data}: stop it first.") from error
        yield


def _lock(data: Path) -> Any:
    return sqlite_module().connect(data / IN_USE, timeout=1, isolation_level=None)


def _describe(database: Path, now: int) -> Manifest:
    with closing(sqlite_module().connect(f"file:{database}?mode=ro", uri=True)) as run:

        def one(statement: str) -> Any:
            row = run.execute(statement).fetchone()
            return row[0] if row else None

        if (said := one("PRAGMA integrity_check")) != "ok":
            raise BackupError(f"The database is damaged, and was not backed up: {said}")
        return Manifest(
            made_at=now,
            records=one("SELECT count(*) FROM op"),
            phones=one("SELECT count(*) FROM replica WHERE user_key IS NOT NULL"),
            newest=one("SELECT max(received_at) FROM op"),
            epoch=one("SELECT value FROM setting WHERE name = 'epoch'"),
            schema=_schema(run),
            sha256=_digest(database),
        )


def _schema(run: Any) -> str | None:
    named = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if run.execute(named).fetchone() is None:
        return None
    (found,) = run.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found)


def _schemas() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
