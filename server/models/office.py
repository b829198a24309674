"""What the office keeps beside the log: settings, waivers, and who read what."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base
from server.models.columns import BigKey, IntKey, Ms, Words


class Setting(Base):
    """One named value of this installation (``epoch``, ``server_replica``)."""

    __tablename__ = "setting"

    name: Mapped[Words] = mapped_column(primary_key=True)
    value: Mapped[Words]


class Audit(Base):
    """One act worth remembering: reads of person data, grants, sign-ins, exports."""

    __tablename__ = "audit"
    __table_args__ = (
        Index(None, "at"),
        Index(None, "user_key", "at"),
        Index(None, "place_key", "act"),
    )

    key: Mapped[BigKey]
    at: Mapped[Ms]
    user_key: Mapped[int | None] = mapped_column(ForeignKey("account.key"))
    act: Mapped[Words]
    place_key: Mapped[int | None] = mapped_column(ForeignKey("place.key"))
    about: Mapped[Words | None]  # a record id, an account, a criterion
    details: Mapped[Words]  # JSON object


class Waived(Base):
    """A criterion set aside for one compound until a day, with its reason."""

    __tablename__ = "waiver"
    __table_args__ = (Index(None, "compound_key"),)

    key: Mapped[IntKey]
    compound_key: Mapped[int] = mapped_column(ForeignKey("place.key"))
    criterion: Mapped[Words]
    reason: Mapped[Words]
    from_on: Mapped[Words]
    until_on: Mapped[Words]
    by_user: Mapped[int] = mapped_column(ForeignKey("account.key"))
    created_at: Mapped[Ms]
    revoked_at: Mapped[Ms | None]


class Seen(Base):
    """A matter that asks for nothing but a look, and got it: taken off the list, undoable.

    The name of a matter changes with what it is about, so what is new stands there again. What was
    put back stays here with its time: the list can be looked back at.
    """

    __tablename__ = "seen"
    __table_args__ = (Index(None, "matter"),)

    key: Mapped[IntKey]
    matter: Mapped[Words]
    by_user: Mapped[int] = mapped_column(ForeignKey("account.key"))
    at: Mapped[Ms]
    back_at: Mapped[Ms | None]


class Earlier(Base):
    """What a column said until it was changed: pages look back past the change.

    ``of`` names the column, ``key`` the row, ``at`` the moment of the change.
    """

    __tablename__ = "earlier"
    __table_args__ = ({"sqlite_with_rowid": False},)

    of: Mapped[Words] = mapped_column(primary_key=True)
    key: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[Ms] = mapped_column(primary_key=True)
    was: Mapped[Ms | None]


class RulesUsed(Base):
    """The policy file that this server judged by from a moment on: a row where it was another."""

    __tablename__ = "rules_used"
    __table_args__ = ({"sqlite_with_rowid": False},)

    since: Mapped[Ms] = mapped_column(primary_key=True)
    policy: Mapped[Words]
    digest: Mapped[Words]  # SHA-256 of the file, as hex
