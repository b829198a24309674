"""Desk accounts made at a desk: whoever holds a place makes them for the roles that theirs grants.

The account and its roles stand at once; its passphrase is chosen by whoever bears it, with a
one-time code. A closed account is out at the next request, and can be opened again.
"""

from collections.abc import Mapping
from typing import Any

from flask import Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from server import audit, problems
from server.auth import Actor
from server.config import HOUR_MS, now_ms
from server.database.keys import user_id
from server.database.moments import not_over
from server.db import db, writing
from server.models import Account, Grant, Place
from server.people import accounts, openings
from server.people.access import find_grant, key_of
from server.people.granting import (
    check_places,
    end_of,
    held_elsewhere,
    is_mine,
    known_here,
    term_of,
)
from server.people.invitations import home_of
from server.records import earlier
from server.roles import DESK_ROLES
from sync.words import Words

BACK_MS = HOUR_MS
"""How long an ended role can be taken up again as if it had not ended."""


def make(actor: Actor, said: Mapping[str, Any]) -> openings.Made:
    """Make an account with its first role and its code.

    Raises Forbidden, NotFound or Invalid for what is not the actor's to grant, AccountTaken.
    """
    check_places(actor, said["role"], [said["place"]])
    begin, end = term_of(said)
    with writing() as session:
        person = accounts.add_person(session, said["name"], said["account"])
        accounts.add_grants(
            session, person, said["role"], [said["place"]],
            valid_from=begin, valid_to=end, by=actor.key,
        )  # fmt: skip
        _note(session, "open_account", actor, person)
        return openings.make(session, person, actor.key)


def add_role(actor: Actor, id: str, said: Mapping[str, Any]) -> None:
    """Give an account another role; raise Conflict when it has it already."""
    person = find(actor, id)
    if person.disabled_at:
        raise problems.Conflict(
            Words("这个账号停用着,请先恢复", "this account is closed; open it again first")
        )
    check_places(actor, said["role"], [said["place"]])
    begin, end = term_of(said)
    with writing() as session:
        if session.scalar(_held(person.key, said["role"], said["place"])):
            raise problems.Conflict(
                Words(
                    "已经有这个岗位了;要改日期,点「改到期日」",
                    "this role is held there already; change its last day instead",
                )
            )
        accounts.add_grants(
            session, person, said["role"], [said["place"]],
            valid_from=begin, valid_to=end, by=actor.key,
        )  # fmt: skip


def give_account(actor: Actor, id: str, account: str) -> openings.Made:
    """Give an account with its code to somebody who came in by an invitation.

    Raises NotFound or Forbidden for who is not the actor's to sign in anew, AccountTaken, Conflict.
    """
    person = find_whole(actor, id)
    if person.disabled_at:
        raise problems.Conflict("this account is closed; open it again first")
    with writing() as session:
        found = session.get_one(Account, person.key, with_for_update=True)
        if found.account is not None:
            raise problems.Conflict("this person has an account already")
        accounts.name_account(session, found, account)
        _note(session, "open_account", actor, found)
        return openings.make(session, found, actor.key)


def change_end(actor: Actor, grant_id: str, until: str | None) -> None:
    """Let a role end on another day, or never; one that ended just now goes on as if it had not.

    Raises NotFound, Forbidden, Invalid, and Conflict when it ended too long ago.
    """
    grant, end = find_grant(actor, grant_id), end_of(until)
    if grant.valid_to is not None and grant.valid_to <= now_ms() - BACK_MS:
        raise problems.Conflict(
            Words("这个岗位早就结束了,请重新加", "this role ended a while ago; give it anew")
        )
    if end is not None and end <= grant.valid_from:
        raise problems.Invalid(errors=[{"field": "until", "detail": "it ends before it begins"}])
    with writing() as session:
        found = session.get_one(Grant, grant.key)
        earlier.keep(session, earlier.ENDS, found.key, found.valid_to)
        found.valid_to = end
        audit.note(
            session, "change_grant", user_key=actor.key, place_key=found.place_key,
            about=user_id(found.user_key), details={"role": found.role, "valid_to": end},
        )  # fmt: skip


def reset(actor: Actor, id: str) -> openings.Made:
    """Take the account's passphrase away, end its desks, and make a code for choosing another."""
    person = find_whole(actor, id)
    if person.disabled_at:
        raise problems.Conflict(
            Words("这个账号停用着,请先恢复", "this account is closed; open it again first")
        )
    if person.account is None:
        raise problems.Conflict(
            Words(
                "这个人是扫邀请码进来的,请先给一个账号",
                "this person came in by an invitation; give them an account",
            )
        )
    with writing() as session:
        found = session.get_one(Account, person.key)
        earlier.keep(session, earlier.OPENED, found.key, 1 if found.passphrase_hash else None)
        found.passphrase_hash = None
        accounts.end_try(found)
        accounts.end_desks(session, found.key)
        _note(session, "reset_sign_in", actor, found)
        return openings.make(session, found, actor.key)


def close(actor: Actor, id: str) -> None:
    """Close an account: desks and phones of it are refused from now on."""
    person = find_whole(actor, id)
    if person.disabled_at:
        raise problems.Conflict(Words("这个账号已经停用了", "this account is closed already"))
    with writing() as session:
        found = session.get_one(Account, person.key)
        found.disabled_at = now_ms()
        openings.end_open(session, found.key)
        _note(session, "end_account", actor, found)


def reopen(actor: Actor, id: str) -> None:
    """Let a closed account in again, with the passphrase and the roles it had."""
    person = find_whole(actor, id)
    if not person.disabled_at:
        raise problems.Conflict(Words("这个账号本来就在用", "this account is open"))
    with writing() as session:
        found = session.get_one(Account, person.key)
        earlier.keep(session, earlier.CLOSED, found.key, found.disabled_at)
        found.disabled_at = None
        _note(session, "reopen_account", actor, found)


def find(actor: Actor, id: str) -> Account:
    """Return who has a desk role, past or present, at the actor's places; raise NotFound."""
    found = known_here(actor, key_of(id, "u"), DESK_ROLES)
    if found is None:
        raise problems.NotFound
    return found


def find_whole(actor: Actor, id: str) -> Account:
    """Return an account that is the actor's alone to close or reset; raise NotFound, Forbidden."""
    person = find(actor, id)
    if not is_whole(actor, person.key):
        raise problems.Forbidden(
            Words(
                "这个人还有别处给的岗位,不能在这里停用或重置;可以只结束这里的岗位",
                "this account holds, or held, a role that is not yours to grant; end the role here",
            )
        )
    return person


def is_whole(actor: Actor, person_key: int) -> bool:
    """Say whether every role that the person holds, and one at least of all, is the actor's.

    Nobody's own account is theirs: they hold a role that they cannot grant.
    """
    if person_key == actor.key or held_elsewhere(actor, {person_key}):
        return False
    rows = db.session.execute(
        select(Grant.role, Place)
        .join(Place, Place.key == Grant.place_key)
        .where(Grant.user_key == person_key)
    )
    return any(is_mine(actor, role, place) for role, place in rows)


def made_to_json(made: openings.Made, request: Request) -> dict[str, object]:
    """Return an account's code and link, as they are shown once."""
    return {
        "id": made.person.user_id,
        "name": made.person.name,
        "account": made.person.account,
        "code": made.code,
        "url": f"{home_of(request).rstrip('/')}/desk/#o={made.token}",
        "expires_at": made.expires_at,
    }


def _held(person_key: int, role: str, place_id: str) -> Any:
    return (
        select(Grant.key)
        .join(Place, Place.key == Grant.place_key)
        .where(
            Grant.user_key == person_key,
            Grant.role == role,
            Place.id == place_id,
            not_over(Grant.valid_to, now_ms()),
        )
        .limit(1)
    )


def _note(session: Session, act: str, actor: Actor, person: Account) -> None:
    """Write the act down at the place of the account's newest role."""
    place_key = session.scalar(
        select(Grant.place_key)
        .where(Grant.user_key == person.key)
        .order_by(Grant.key.desc())
        .limit(1)
    )
    audit.note(session, act, user_key=actor.key, place_key=place_key, about=person.user_id)
