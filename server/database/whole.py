"""Whether the embedded database's file is whole: looked at before it is served or upgraded."""

from flask import current_app
from sqlalchemy.exc import DatabaseError

from server.db import db

DAMAGED = (
    "The database is damaged ({}). Nothing was changed. Restore the newest backup: "
    "flask --app server backup restore FOLDER. What is there now is kept beside it, and "
    "phones send again what they still keep."
)


def damage_words() -> str | None:
    """Return what is wrong with the current app's file and what to do; None when it is whole.

    PostgreSQL checks the sums of its pages itself.
    """
    found: str | None = current_app.extensions["six_damage"]
    if found is None and db.engine.dialect.name == "sqlite":
        found = _look()
    return None if found is None else DAMAGED.format(found)


def _look() -> str | None:
    try:
        with db.engine.connect() as connection:
            said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    except DatabaseError as error:
        said = str(error.orig)
    return None if said == "ok" else str(said)
