"""``flask policy …``: check a policy file, and replay a published case list against one."""

from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sync.measures import MEASURES
from sync.policy import Policy
from sync.policy_file import load_policy, policy_ids, read_policy, recordable_kinds
from sync.policy_sheet import PolicyError
from sync.replay import HEADER, BadRow, open_lines, replay_policy

# Nothing here needs the application or its database.
policy = click.Group("policy", help="Policies: what must hold, as dated data.")
commands = [policy]


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
    help="CSV with date,district,place; may be gzipped.",
)
@click.option("--as-of", required=True, help="Day or days: 2022-04-11,2022-05-01.")
def replay(policy_id: str, cases: BinaryIO, as_of: str) -> None:
    """Print, per day, how many places with a case meet the policy's zero-occurrence condition."""
    days = [day.strip() for day in as_of.split(",") if day.strip()]
    try:
        lines = _replay(load_policy(policy_id), cases, days)
    except (BadRow, LookupError) as error:
        raise click.ClickException(str(error.args[0])) from error
    click.echo(HEADER)
    for line in lines:
        click.echo(line)


def _replay(found: Policy, cases: BinaryIO, days: list[str]) -> list[str]:
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} rows"), TimeElapsedColumn())
    # On the error stream, so that the figures can be piped.
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("rows", total=None)
        read = replay_policy(
            found, open_lines(cases), days, lambda n: bar.update(task, completed=n)
        )
        return list(read)
