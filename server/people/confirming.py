"""One's own passphrase: given again before others are given a way in, changed, and chosen late.

Whoever came in by an invitation has none. With a role of the desk they choose one while their
sign-in is fresh; later only by a code from somebody above, so that a phone left lying about makes
nobody an account.
"""

from server import audit, problems
from server.auth import Actor
from server.config import MINUTE_MS, now_ms
from server.db import db, writing
from server.models import Account, Credential
from server.people import accounts
from server.records import earlier
from server.roles import DESK_ROLES

FRESH_MS = 15 * MINUTE_MS


def check_fresh(actor: Actor) -> None:
    """Raise ConfirmFirst unless this session gave its passphrase within the last minutes.

    A desk stays signed in for weeks: whoever finds one open shall not make accounts on it.
    """
    session = db.session.get_one(Credential, actor.credential_key)
    given_at = max(session.issued_at, session.confirmed_at or 0)
    if given_at <= now_ms() - FRESH_MS:
        raise problems.ConfirmFirst


def confirm(actor: Actor, passphrase: str) -> None:
    """Take the actor's passphrase again; raise NotYourPassphrase, or SlowDown after wrong ones."""
    _check(actor, passphrase)
    with writing() as session:
        accounts.end_try(session.get_one(Account, actor.key))
        session.get_one(Credential, actor.credential_key).confirmed_at = now_ms()


def change_passphrase(actor: Actor, old: str, new: str) -> int:
    """Replace the actor's passphrase; return how many sessions at other desks that ended."""
    hashed = accounts.hash_passphrase(new)
    _check(actor, old)
    with writing() as session:
        person = session.get_one(Account, actor.key)
        accounts.end_try(person)
        person.passphrase_hash = hashed
        ended = accounts.end_desks(session, person.key, spared=actor.credential_key)
        session.get_one(Credential, actor.credential_key).confirmed_at = now_ms()
        audit.note(session, "change_passphrase", user_key=actor.key, about=actor.id)
    return ended


def choose_account(actor: Actor, account: str, passphrase: str) -> None:
    """Give the actor a desk account of their own with a passphrase.

    Raises Forbidden without a role of the desk, Conflict where they have an account, ConfirmFirst
    on a session that is not fresh, Invalid or AccountTaken for what was chosen.
    """
    if actor.roles.isdisjoint(DESK_ROLES):
        raise problems.Forbidden("none of your roles is one of the desk")
    check_fresh(actor)
    hashed = accounts.hash_passphrase(passphrase)
    with writing() as session:
        person = session.get_one(Account, actor.key, with_for_update=True)
        if person.account is not None:
            raise problems.Conflict("you have an account already")
        accounts.name_account(session, person, account)
        earlier.keep(session, earlier.OPENED, person.key, None)
        person.passphrase_hash = hashed
        session.get_one(Credential, actor.credential_key).confirmed_at = now_ms()
        audit.note(session, "choose_account", user_key=actor.key, about=actor.id)


def _check(actor: Actor, passphrase: str) -> None:
    if actor.account is None:
        raise problems.NotYourPassphrase("you signed in by an invitation and have no passphrase")
    person = accounts.begin_try(actor.account)
    if person is None or not accounts.fits(person.passphrase_hash, passphrase):
        accounts.note_failure(person)
        raise problems.NotYourPassphrase
