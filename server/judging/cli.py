"""``flask policy …``: check a policy file, and replay a published case list against one."""

from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sync.case_list import BadList, open_lines
from sync.measures import MEASURES
from sync.policy import Policy
from sync.policy_file import load_policy, policy_ids, read_policy, recordable_kinds
from sync.policy_sheet import PolicyError
from sync.replay import HEADER, Reading, replay_policy

# Nothing here needs the application or its database.
policy = click.Group("policy", help="Policies: what must hold, as dated data.")
commands = [policy]
# The exit code of a replay that had to pass over rows.
PARTIAL = 3


@policy.command("list")
def list_policies() -> None:
    """List the policies that ship, with their newest version."""
    for name in policy_ids():
        found = load_policy(name)
        newest = found.versions[-1]
        click.echo(f"{name}\tversion {newest.number} from {newest.from_on}\t{found.name.en}")


@policy.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check policy FILES; every fault is told with file, line and reason."""
    faults = 0
    for file in files:
        try:
            read_policy(file.read_text("utf-8"), str(file), MEASURES, recordable_kinds())
        except PolicyError as error:
            faults += len(error.faults)
            click.echo(error)
        except UnicodeDecodeError:
            faults += 1
            click.echo(f"{file}:1: not UTF-8: save the file as UTF-8")
    if faults:
        raise click.ClickException(f"{faults} faults; nothing is used until they are mended.")
    click.echo(f"{len(files)} checked, nothing wrong.")


@policy.command("replay")
@click.option("--policy", "policy_id", required=True, help="Id of a policy: flask policy list.")
@click.option(
    "--cases",
    required=True,
    type=click.File("rb"),
    help="CSV with date,district,place among its columns; UTF-8 or GB18030, may be gzipped.",
)
@click.option("--as-of", required=True, help="Day or days: 2022-04-11,2022-05-01.")
@click.option("--show", default=100, show_default=True, help="Unreadable rows told in full.")
@click.pass_context
def replay(context: click.Context, policy_id: str, cases: BinaryIO, as_of: str, show: int) -> None:
    """Print, per day, how many places with a case meet the policy's zero-occurrence condition.

    A place with its last case on 1 April qualifies from 15 April where the policy asks for 14
    days. Figures go to the output, everything else to the error stream.

    Exit code: 0 every row was read; 3 figures are printed, but rows could not be read and are
    told; 2 nothing could be replayed.
    """
    days = [day.strip() for day in as_of.split(",") if day.strip()]
    reading = Reading(kept=max(show, 0))
    try:
        lines = _replay(load_policy(policy_id), cases, days, reading)
    except (BadList, LookupError) as error:
        raise click.UsageError(str(error.args[0])) from error
    click.echo(HEADER)
    for line in lines:
        click.echo(line)
    _tell(reading)
    context.exit(PARTIAL if reading.bad else 0)


def _replay(found: Policy, cases: BinaryIO, days: list[str], reading: Reading) -> list[str]:
    console = Console(stderr=True)
    reading.progress = lambda rows: _say(f"{rows:,} rows")
    lines = replay_policy(found, open_lines(cases, _say), days, reading)
    # On the error stream, so that the figures can be piped; a log gets plain lines.
    if not console.is_terminal:
        return list(lines)
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} rows"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("rows", total=None)
        reading.progress = lambda rows: bar.update(task, completed=rows)
        return list(lines)


def _tell(reading: Reading) -> None:
    """Say what was read, and every row that was not, up to the number kept."""
    _say(f"{reading.rows:,} rows read, {reading.bad:,} could not be read")
    for row in reading.faults:
        _say(str(row))
    if reading.bad > len(reading.faults):
        _say(f"… and {reading.bad - len(reading.faults):,} more; --show {reading.bad} tells all")


def _say(text: str) -> None:
    click.echo(text, err=True)
