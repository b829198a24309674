"""``flask sync …``: check what is stored, make the read models anew, begin a new life."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from rich.progress import Progress, TaskID

from server.config import now_ms
from server.database import backups
from server.database.fsck import faults_of
from server.database.whole import damage_words
from server.db import db, upgrade_schema, writing_core
from server.log.held import release
from server.projections.rebuild import Tell, rebuild
from server.rules import kinds
from server.store import current_store

sync = AppGroup("sync", help="Check and mend the log and what is made of it.")
commands = [sync]


@contextmanager
def progress_bar() -> Iterator[Tell]:
    """Show what is being done; yields whom to tell."""
    tasks: dict[str, TaskID] = {}
    with Progress(transient=True) as bar:

        def tell(what: str, done: int, total: int) -> None:
            task = tasks.setdefault(what, bar.add_task(what) if what not in tasks else tasks[what])
            bar.update(task, completed=done, total=total or None)

        yield tell


@sync.command("fsck")
def fsck() -> None:
    """Recompute every hash, chain, digest and read model; name what is wrong."""
    with progress_bar() as tell, db.engine.connect() as connection:
        faults = list(faults_of(connection, kinds(), tell))
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"{len(faults)} faults found. Read models: flask sync rebuild")
    click.echo("Everything stored is as it was received.")


@sync.command("rebuild")
def rebuild_all() -> None:
    """Make every read model anew from the ops, in one transaction."""
    with progress_bar() as tell, writing_core() as connection:
        rebuild(connection, kinds(), tell)
    click.echo("The read models are made anew.")


@sync.command("new-epoch")
def new_epoch() -> None:
    """Say that this database was restored: phones then send again what it may have lost."""
    click.echo(f"New epoch {current_store().new_epoch()}; phones send again what they keep.")


@sync.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest schema, and judge again what waited for it.

    An embedded one that has an older schema is backed up first.
    """
    if said := damage_words():
        raise click.ClickException(said)
    data = Path(current_app.config["SIX_DATA"])
    if db.engine.dialect.name == "sqlite" and backups.is_of_an_older_schema(data):
        folder, _ = backups.make(data, data / backups.FOLDER, now_ms(), "before-upgrade-")
        click.echo(f"Backed up first: {folder}")
    upgrade_schema()
    click.echo("The schema is the newest.")
    if judged := release():
        click.echo(f"{judged} held records were judged again.")


@sync.command("release")
def release_held() -> None:
    """Judge records again that were held because their kind was not known here."""
    click.echo(f"{release()} held records were judged again.")
