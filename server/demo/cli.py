"""``flask demo``: fill an empty database with the demonstration city, and invite its newcomers."""

from __future__ import annotations

import json
import time

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from server.demo.city import CERTIFIED_DAYS
from server.demo.load import NotEmpty, is_empty, load
from server.demo.people import invite_newcomers

demo = AppGroup("demo", help="The demonstration city: real codes, people made up.")
commands = (demo,)


@demo.command("load")
@click.option(
    "--days",
    default=CERTIFIED_DAYS,
    show_default=True,
    type=click.IntRange(1, CERTIFIED_DAYS),
    help="With fewer days nothing is certified.",
)
@click.option("--small", is_flag=True, help="One compound and three days up to yesterday.")
@click.option("--if-empty", is_flag=True, help="Do nothing when the database holds something.")
def load_demo(days: int, small: bool, if_empty: bool) -> None:
    """Load the demonstration up to this minute."""
    if if_empty and not is_empty():
        return
    started = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        try:
            load(days, small, tell)
        except NotEmpty as wrong:
            raise click.ClickException(
                "The database holds places already. Use an empty one: SIX_DATA=FOLDER flask …"
            ) from wrong
    click.echo(f"Loaded the demonstration in {time.monotonic() - started:.1f} s.")


@demo.command("invite")
@click.argument("name", required=False)
def invite(name: str | None) -> None:
    """Invite the newcomers anew (or the one named); prints name, token and code as JSON lines."""
    made = invite_newcomers(name)
    if not made:
        raise click.ClickException("Nobody of that name is to be invited here.")
    for newcomer, secret in made:
        said = {"name": newcomer, "token": secret.token, "code": secret.code}
        click.echo(json.dumps(said, ensure_ascii=False))
