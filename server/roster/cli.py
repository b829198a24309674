"""``flask places`` and ``flask roster``: imports from the command line, with progress."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from server import problems
from server.db import db
from server.models import Place
from server.roster import imports
from server.roster.apply import Progress as Told
from server.roster.template import template_csv, template_xlsx

places = AppGroup("places", help="The place tree: divisions from lists of codes.")
roster = AppGroup("roster", help="Doors, households and areas from a spreadsheet.")
commands = (places, roster)

FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


@places.command("import")
@FILES
@click.option("--dry-run", is_flag=True, help="Say what would change, change nothing.")
def import_places(files: tuple[Path, ...], dry_run: bool) -> None:
    """Import lists of divisions (columns code and name), in any order, together or not at all."""
    lists = [(file.name, file.read_bytes()) for file in files]
    with _explained():
        started = time.monotonic()
        if dry_run:
            found, plan = imports.read_lists(lists)
        else:
            with _progress("divisions") as tell:
                found, plan = imports.apply_lists(lists, None, tell)
        _show_faults([fault.to_json() for fault in found.faults])
        encodings = ", ".join(dict.fromkeys(found.encodings))
        _say(encodings, plan.added, plan.changed, plan.left, dry_run, started)
        if found.faults:
            raise SystemExit(1)


@roster.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--community", required=True, help="Code of the community or village.")
@click.option("--encoding", type=click.Choice(["utf-8", "utf-8-sig", "gb18030"]))
@click.option("--ignore-column", "ignore", multiple=True, help="A heading that is not wanted.")
@click.option("--dry-run", is_flag=True, help="Say what would change, change nothing.")
def import_roster(
    file: Path, community: str, encoding: str | None, ignore: tuple[str, ...], dry_run: bool
) -> None:
    """Import a roster (CSV or XLSX), all of it or nothing."""
    with _explained():
        started = time.monotonic()
        place = _community(community)
        read = imports.read(file.read_bytes(), encoding, ignore)
        if dry_run:
            result = imports.preview_roster(read, place)
        else:
            with _progress(file.name) as tell:
                result = imports.apply_roster(read, place, None, tell)
        _show_faults([fault.to_json() for fault in read.faults])
        added, changed, left = (int(str(result[name])) for name in ("added", "changed", "left"))
        _say(read.encoding, added, changed, left, dry_run, started)
        if read.faults:
            raise SystemExit(1)


@roster.command("template")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def write_template(output: Path) -> None:
    """Write an example to fill in; --output ends in .csv or .xlsx."""
    output.write_bytes(template_xlsx() if output.suffix == ".xlsx" else template_csv())
    click.echo(f"Wrote {output}. It imports as it stands.")


def _community(code: str) -> Place:
    found = select(Place).where(Place.id == code, Place.type.in_(("community", "village")))
    place = db.session.scalar(found)
    if place is None:
        raise click.ClickException(
            f"There is no community or village {code}. Import the divisions first: "
            "flask places import FILE…"
        )
    return place


@contextmanager
def _explained() -> Iterator[None]:
    """Turn the answers of the API into a sentence and an exit status."""
    try:
        yield
    except problems.RosterFaulty as wrong:
        faults = wrong.more["errors"]
        _show_faults(faults if isinstance(faults, list) else [])
        raise click.ClickException(wrong.title) from wrong
    except problems.UnreadableFile as wrong:
        raise click.ClickException(f"{wrong.detail}. Nothing was changed.") from wrong


@contextmanager
def _progress(what: str) -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield tell


def _show_faults(faults: Sequence[object]) -> None:
    """Print one line a fault: where, what it holds, and why it is bad."""
    for fault in faults:
        if isinstance(fault, dict):
            sheet = f"{fault['sheet']}, " if fault["sheet"] else ""
            where = f"{sheet}line {fault['line']}, {fault['column']} “{fault['value']}”"
            reason = fault["reason"]
            click.echo(f"{where}: {reason['zh']} · {reason['en']}", err=True)


def _say(encoding: str, added: int, changed: int, left: int, dry_run: bool, started: float) -> None:
    would = "would be " if dry_run else ""
    click.echo(
        f"Read as {encoding}: {added} {would}added, {changed} {would}changed, {left} left, "
        f"in {time.monotonic() - started:.1f} s."
    )
