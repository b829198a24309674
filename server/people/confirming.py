"""One's own passphrase: given again before others are given a way in, and changed."""

from server import audit, problems
from server.auth import Actor
from server.config import MINUTE_MS, now_ms
from server.db import db, writing
from server.models import Account, Credential
from server.people import accounts

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


def _check(actor: Actor, passphrase: str) -> None:
    if actor.account is None:
        raise problems.NotYourPassphrase("you signed in by an invitation and have no passphrase")
    person = accounts.begin_try(actor.account)
    if person is None or not accounts.fits(person.passphrase_hash, passphrase):
        accounts.note_failure(person)
        raise problems.NotYourPassphrase
