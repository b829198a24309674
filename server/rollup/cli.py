"""``flask rounds``: publish the round that is due, and judge compounds for the roll-up."""

from collections.abc import Callable

import click
from flask.cli import AppGroup
from sqlalchemy import select

from server import problems
from server.cli import progress_bar
from server.db import db
from server.models import Place
from server.reports.cells import moment
from server.rollup.judging import judge_below
from server.rollup.rounds import PUBLISHERS, publish
from server.rules import policy

group = AppGroup("rounds", help="Rounds of the roll-up: judge, publish.")
commands = [group]


def _place(id: str | None) -> Place:
    asked = select(Place).where(Place.left.is_(False), Place.type.in_(PUBLISHERS))
    asked = asked.where(Place.id == id) if id else asked.order_by(Place.type, Place.id)
    found = db.session.scalars(asked).first()
    if found is None:
        raise click.ClickException(f"There is no city or district {id or ''}".rstrip() + ".")
    return found


@group.command("judge")
@click.option("--place", help="Id of a city or district; the city when absent.")
def judge(place: str | None) -> None:
    """Judge every compound of which something was heard since it was judged last."""
    with progress_bar() as tell:
        count = judge_below(_place(place), told=_steps(tell))
    click.echo(f"{count} {'compound' if count == 1 else 'compounds'} judged.")


@group.command("publish")
@click.option("--place", help="Id of a city or district; the city when absent.")
def publish_due(place: str | None) -> None:
    """Judge, then publish the round whose cut-off has passed; once published it stays as it is."""
    where = _place(place)
    with progress_bar() as tell:
        judge_below(where, told=_steps(tell))
    where = _place(where.id)
    try:
        found, fresh = publish(where, None)
    except problems.Problem as problem:
        raise click.ClickException(str(problem.detail or problem.title)) from problem
    said = "is published" if fresh else "was published before; nothing changed"
    when = moment(found.cut_off, policy().tz)
    click.echo(f"Round {found.number} of {where.name}, as of {when}, {said}.")


def _steps(tell: Callable[[str, int, int], None]) -> Callable[[int, int], None]:
    return lambda done, total: tell("judging", done, total)
