"""``flask backup …``: make, check and restore backups of the embedded database."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from server import create_app
from server.cli import progress_bar
from server.config import now_ms
from server.database import backups
from server.database.backups import BackupError, Manifest
from server.database.fsck import faults_of
from server.db import db, upgrade_schema
from server.rules import kinds
from server.store import current_store

backup = AppGroup("backup", help="Backups of the embedded database.")
commands = [backup]
TARGET = click.Path(path_type=Path, file_okay=False)
EXISTING = click.Path(path_type=Path, file_okay=False, exists=True)
ON_POSTGRESQL = (
    "This server's database is PostgreSQL: back it up with pg_dump -Fc and its own tools. After a "
    "pg_restore, before the server starts: flask sync new-epoch. Keep secrets.json of SIX_DATA too."
)


@backup.command("make")
@click.option("--to", "target", type=TARGET, help="Folder of the backups (backups in SIX_DATA).")
@click.option("--keep", type=click.IntRange(min=1), help="Remove all but so many of the newest.")
def make(target: Path | None, keep: int | None) -> None:
    """Write a checked backup while the server runs; for a timer, each hour with --keep 24."""
    data = _embedded()
    target = target or data / backups.FOLDER
    try:
        folder, manifest = backups.make(data, target, now_ms())
    except (BackupError, OSError) as error:
        raise click.ClickException(f"No backup was made. {error}") from error
    gone = backups.prune(target, keep) if keep else []
    click.echo(f"{folder}\n{told(manifest)}")
    if gone:
        click.echo(f"{len(gone)} older removed.")


@backup.command("check")
@click.argument("folder", type=EXISTING)
def check(folder: Path) -> None:
    """Prove that the backup in FOLDER is as it was written, and every record in it as received."""
    data = _embedded()
    try:
        manifest = backups.check(folder)
        with backups.staged(folder, data) as stage:
            _new_life(stage)
    except (BackupError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Whole. {told(manifest)}")


@backup.command("restore")
@click.argument("folder", type=EXISTING)
@click.option("--yes", is_flag=True, help="Don't ask.")
def restore(folder: Path, yes: bool) -> None:
    """Let the backup in FOLDER take the place of the database; the server must be stopped.

    What is there now is kept as a backup of its own. The restored database begins a new epoch:
    phones then send again by themselves what it may have lost.
    """
    data = _embedded()
    try:
        with backups.alone(data):
            click.echo(told(backups.check(folder)))
            if not yes:
                click.confirm("Restore it?", abort=True)
            with backups.staged(folder, data) as stage:
                epoch = _new_life(stage)
                _let_go(current_app)
                kept = backups.put_in_place(stage, data, now_ms())
    except (BackupError, OSError) as error:
        raise click.ClickException(f"Nothing was changed. {error}") from error
    click.echo(f"Restored, epoch {epoch}." + (f" What was there before: {kept}" if kept else ""))
    click.echo("Start the server: phones send again by themselves what they still keep.")


def told(manifest: Manifest) -> str:
    """What a backup holds, in words."""

    def when(ms: int | None) -> str:
        if ms is None:
            return "never"
        return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")

    return (
        f"{manifest.records:,} records of {manifest.phones:,} phones, "
        f"the last received {when(manifest.newest)}; made {when(manifest.made_at)}."
    )


def _embedded() -> Path:
    if db.engine.dialect.name != "sqlite":
        raise click.ClickException(ON_POSTGRESQL)
    return Path(current_app.config["SIX_DATA"]).absolute()


def _new_life(stage: Path) -> str:
    """Bring a staged copy to the newest schema and a new epoch, and prove it; return the epoch."""
    app = create_app({"SIX_DATA": str(stage)})
    with app.app_context(), progress_bar() as tell:
        upgrade_schema()
        epoch = current_store().new_epoch()
        with db.engine.connect() as connection:
            faults = list(faults_of(connection, kinds(), tell))
    _let_go(app)
    if faults:
        raise BackupError(f"{len(faults)} faults in this backup, the first: {faults[0]}")
    return epoch


def _let_go(app: Flask) -> None:
    """Close every connection, so that nobody holds the files."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
