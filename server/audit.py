"""Who looked at whom, and who changed what: a row each, with ids and counts but no person's data.

Rows of changes of tables are written in the change's own transaction. What changes by an op says
itself who and when: its row follows the op in a transaction of its own, as rows of reads do.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.config import HOUR_MS, now_ms
from server.db import db, writing
from server.json import Json, dump
from server.models import Audit


def note(
    session: Session,
    act: str,
    *,
    user_key: int | None,
    place_key: int | None = None,
    about: str | None = None,
    details: Mapping[str, Json] | None = None,
) -> None:
    """Add a row to the caller's transaction."""
    session.add(
        Audit(
            at=now_ms(),
            user_key=user_key,
            act=act,
            place_key=place_key,
            about=about,
            details=dump(details or {}).decode(),
        )
    )


def note_read(
    act: str, *, user_key: int, place_key: int | None, about: str | None, persons: int
) -> None:
    """Say in a transaction of its own that ``persons`` persons' data were shown."""
    with writing() as session:
        note(
            session,
            act,
            user_key=user_key,
            place_key=place_key,
            about=about,
            details={"persons": persons},
        )


def note_glance(act: str, *, user_key: int, place_key: int) -> None:
    """Say at most once an hour that somebody watches a place: screens ask again every minute."""
    seen = select(Audit.key).where(
        Audit.user_key == user_key,
        Audit.at > now_ms() - HOUR_MS,
        Audit.act == act,
        Audit.place_key == place_key,
    )
    if db.session.scalar(seen.limit(1)) is None:
        with writing() as session:
            note(session, act, user_key=user_key, place_key=place_key)
