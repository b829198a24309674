"""``flask account``: the people who sign in at a desk, before anybody can invite them."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from server import audit, problems
from server.config import now_ms
from server.database.keys import user_key
from server.db import db, writing
from server.models import Account
from server.people import accounts, openings
from server.records import earlier
from server.roles import ROLES

group = AppGroup("account", help="Accounts of the desk.")


@group.command("create")
@click.argument("account")
@click.option("--name", prompt="Name of the person", help="As it stands in records.")
@click.option("--role", type=click.Choice(sorted(ROLES)), default="operator", show_default=True)
@click.option("--place", help="Id of the place, e.g. 420103009001; an operator needs none.")
@click.password_option("--passphrase", prompt="Passphrase (at least 8 characters)")
def create(account: str, name: str, role: str, place: str | None, passphrase: str) -> None:
    """Create a desk ACCOUNT with its first role; the passphrase is asked for, not typed here."""
    try:
        with writing() as session:
            person = accounts.add_person(session, name, account, passphrase)
            accounts.add_grants(session, person, role, [place])
    except problems.Problem as problem:
        raise click.ClickException(_words(problem)) from problem
    click.echo(f"{account}: {name}, {role} at {place or 'every place'}. Sign in at /desk/.")


@group.command("passphrase")
@click.argument("account")
@click.password_option("--passphrase", prompt="New passphrase")
def passphrase(account: str, passphrase: str) -> None:
    """Give ACCOUNT a new passphrase; desks at which it is signed in are signed out."""
    try:
        hashed = accounts.hash_passphrase(passphrase)
    except problems.Problem as problem:
        raise click.ClickException(_words(problem)) from problem
    with writing() as session:
        person = session.scalar(select(Account).where(Account.account == account))
        if person is None:
            raise click.ClickException(f"There is no account {account}.")
        earlier.keep(session, earlier.OPENED, person.key, 1 if person.passphrase_hash else None)
        person.passphrase_hash = hashed
        accounts.end_try(person)
        openings.end_open(session, person.key)
        ended = accounts.end_desks(session, person.key)
        audit.note(session, "reset_sign_in", user_key=None, about=person.user_id)
    click.echo(f"{account} has a new passphrase. {ended} desks were signed out.")


@group.command("end")
@click.argument("who")
def end(who: str) -> None:
    """End every sign-in of WHO (an account, or a user like u5); what they recorded stays.

    Their phones may still send what they hold; it waits for the community to look at it.
    """
    with writing() as session:
        known = Account.key == user_key(who) if user_key(who) else Account.account == who
        person = session.scalar(select(Account).where(known))
        if person is None:
            raise click.ClickException(f"There is nobody called {who}.")
        earlier.keep(session, earlier.CLOSED, person.key, person.disabled_at)
        person.disabled_at = now_ms()
        audit.note(session, "end_account", user_key=None, about=person.user_id)
    click.echo(f"{person.name} ({person.user_id}) is signed out everywhere.")


@group.command("list")
def list_accounts() -> None:
    """List the desk accounts."""
    for person in db.session.scalars(select(Account).where(Account.account.is_not(None))):
        click.echo(f"{person.user_id}\t{person.account}\t{person.name}")


def _words(problem: problems.Problem) -> str:
    errors = problem.more.get("errors")
    if isinstance(errors, list) and errors:
        return "; ".join(str(error["detail"]) for error in errors if isinstance(error, dict))
    return problem.detail or problem.title


commands: tuple[click.Command, ...] = (group,)
