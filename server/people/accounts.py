"""People, their passphrases and their grants: the changes, each in the caller's transaction."""

import unicodedata
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server import audit, problems
from server.config import now_ms
from server.db import writing
from server.models import Account, Credential, Device, Grant, Place, Setting
from server.people.sessions import Opened, open_session
from server.people.strangers import Strangers
from server.roles import PLACES_OF_ROLE

# OWASP's first choice for Argon2id: 19 MiB, two passes, one lane; about 20 ms here.
HASHER = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE = 8, 200
FREE_TRIES, LONGEST_WAIT_S = 3, 900
# Checked when nobody bears the account name, so that both answers take the same time.
NOBODY = HASHER.hash("nobody's passphrase")


def hash_passphrase(passphrase: str) -> str:
    """Return the Argon2id hash; raise Invalid when it is too short or too long."""
    text = unicodedata.normalize("NFKC", passphrase)
    if not SHORTEST_PASSPHRASE <= len(text) <= LONGEST_PASSPHRASE:
        raise problems.Invalid(
            errors=[{"field": "passphrase", "detail": f"at least {SHORTEST_PASSPHRASE} characters"}]
        )
    return HASHER.hash(text)


def fits(hashed: str | None, passphrase: str) -> bool:
    """Say whether the passphrase is the hashed one; as slow for nobody as for somebody."""
    try:
        HASHER.verify(hashed or NOBODY, unicodedata.normalize("NFKC", passphrase))
    except (Argon2Error, InvalidHashError):
        return False
    return hashed is not None


def wait_s(failures: int, failed_at: int | None, now: int) -> int:
    """Return the seconds to wait before the next try counts: doubling after three failures.

    >>> [wait_s(n, 0, 0) for n in (2, 3, 4, 8, 30)]
    [0, 1, 2, 32, 900]
    """
    if failures < FREE_TRIES or failed_at is None:
        return 0
    wait = min(1 << min(failures - FREE_TRIES, 16), LONGEST_WAIT_S)
    return max(0, -(-(failed_at + wait * 1000 - now) // 1000))


def add_person(
    session: Session, name: str, account: str | None = None, passphrase: str | None = None
) -> Account:
    """Add a person, with a desk account when one is named; raise Conflict when it is taken."""
    person = Account(
        name=name,
        passphrase_hash=hash_passphrase(passphrase) if passphrase is not None else None,
        created_at=now_ms(),
    )
    session.add(person)
    if account:
        name_account(session, person, account)
    session.flush()
    return person


def name_account(session: Session, person: Account, account: str) -> None:
    """Give a person the name they sign in with at a desk; raise AccountTaken."""
    with session.no_autoflush:
        taken = session.scalar(select(Account.key).where(Account.account == account))
    if taken:
        raise problems.AccountTaken(f"the account {account} exists already")
    person.account = account
    try:
        session.flush()
    except IntegrityError as error:  # somebody else took the name at the same moment
        raise problems.AccountTaken(f"the account {account} exists already") from error


def add_grants(
    session: Session,
    person: Account,
    role: str,
    places: Sequence[str | None],
    *,
    valid_from: int | None = None,
    valid_to: int | None = None,
    by: int | None = None,
) -> None:
    """Grant the role at each place; raise Invalid where the role has no such place.

    It begins now or later, never earlier: what was recorded already is judged by what held then.
    """
    now = now_ms()
    for place_id in places:
        place = session.scalar(select(Place).where(Place.id == place_id))
        everywhere = place_id is None and role == "operator"
        if not everywhere and (place is None or place.type not in PLACES_OF_ROLE[role]):
            raise problems.Invalid(
                errors=[{"field": "places", "detail": f"{role} cannot be granted at {place_id}"}]
            )
        grant = Grant(
            user_key=person.key,
            place_key=place.key if place else None,
            role=role,
            valid_from=max(now, valid_from or now),
            valid_to=valid_to,
            granted_by=by,
            created_at=now,
        )
        session.add(grant)
        audit.note(session, "grant", user_key=by, place_key=grant.place_key, about=person.user_id,
                   details={"role": role, "valid_to": valid_to})  # fmt: skip


def add_device(session: Session, person: Account, label: str, platform: str) -> Device:
    """Add a phone or browser of the person."""
    device = Device(
        user_key=person.key, label=label[:80], platform=platform[:200], created_at=now_ms()
    )
    session.add(device)
    session.flush()
    return device


def begin_try(name: str) -> Account | None:
    """Return who bears the account, having counted one more try; raise SlowDown after several.

    Failures are counted in the row, so neither another process nor a restart forgets them; and
    before anything is checked: tries in parallel cannot share one count.
    """
    now = now_ms()
    strangers: Strangers = current_app.extensions["six_strangers"]
    with writing() as session:
        person = session.scalar(select(Account).where(Account.account == name).with_for_update())
        tried = (person.failures, person.failed_at) if person else strangers.failures_of(name)
        wait = wait_s(*tried, now)
        if person and not wait:
            person.failures += 1
            person.failed_at = now
        elif not wait:
            strangers.count(name, now)
            # One more row is flushed to the disk for an account: the time shall not tell either.
            session.merge(Setting(name="stranger_tried_at", value=str(now)))
    if wait:
        raise problems.SlowDown(retry_after=wait)
    return person


def end_try(person: Account) -> None:
    """Forget the tries that were counted: this one was right."""
    person.failures, person.failed_at = 0, None


def note_failure(person: Account | None) -> None:
    """Say in the audit that somebody did not get in."""
    with writing() as session:
        audit.note(session, "sign_in_failed", user_key=person.key if person else None)


def sign_in(name: str, passphrase: str, platform: str) -> Opened:
    """Open a desk session; raise WrongPassphrase, AccountClosed, or SlowDown after wrong tries."""
    person = begin_try(name)
    if not fits(person.passphrase_hash if person else None, passphrase) or person is None:
        note_failure(person)
        raise problems.WrongPassphrase
    # Told to nobody but who knows the passphrase.
    if person.disabled_at:
        raise problems.AccountClosed
    with writing() as session:
        person = session.get_one(Account, person.key)
        end_try(person)
        device = add_device(session, person, "desk", platform)
        audit.note(session, "sign_in", user_key=person.key)
        return open_session(session, person, device)


def end_desks(session: Session, person_key: int, spared: int | None = None) -> int:
    """End the person's sessions at desks, except one; return how many. Phones stay signed in."""
    desks = select(Device.key).where(Device.user_key == person_key, Device.push_key_hash.is_(None))
    ended = session.execute(
        update(Credential)
        .where(
            Credential.device_key.in_(desks),
            Credential.revoked_at.is_(None),
            Credential.expires_at > now_ms(),
            Credential.key != (spared or 0),
        )
        .values(revoked_at=now_ms())
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]
