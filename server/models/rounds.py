"""Published rounds of the roll-up, what was added to them later, and the last judging of compounds.

A round is written once. Nothing updates its row: what is heard later stands in amendments.
"""

from sqlalchemy import ColumnElement, ForeignKey, Index, LargeBinary, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base
from server.models.columns import IntKey, Ms, Words
from server.models.places import Place

COUNTED: ColumnElement[bool] = literal_column(
    "type IN ('compound', 'community', 'village', 'street', 'district')"
)
"""The condition that a place is counted; the same text in index and query, so that it is used."""
Index("ix_place_counted", Place.type, sqlite_where=COUNTED, postgresql_where=COUNTED)


class PJudged(Base):
    """What the checklist of a compound came to when it was last judged."""

    __tablename__ = "p_judged"

    place_key: Mapped[int] = mapped_column(ForeignKey("place.key"), primary_key=True)
    day: Mapped[Words]
    verdict: Mapped[Words]
    judged_at: Mapped[Ms]
    heads: Mapped[int]  # sum of the heads of its feeds then: another sum, and it is judged again


class Round(Base):
    """A published round of a city or district: its number, cut-off, rules, and the snapshot."""

    __tablename__ = "round"
    __table_args__ = (
        Index(None, "place_key", "cut_off", unique=True),
        Index(None, "place_key", "number", unique=True),
    )

    key: Mapped[IntKey]
    place_key: Mapped[int] = mapped_column(ForeignKey("place.key"))
    number: Mapped[int]
    cut_off: Mapped[Ms]
    published_at: Mapped[Ms]
    user_key: Mapped[int | None] = mapped_column(ForeignKey("account.key"))  # None: the server
    policy: Mapped[Words]
    version: Mapped[int]
    snapshot: Mapped[bytes] = mapped_column(LargeBinary)  # JSON of the id sets, deflated


class RoundCount(Base):
    """The figures of a round for one place and level: what lines over many rounds are drawn of."""

    __tablename__ = "round_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    place_key: Mapped[int] = mapped_column(ForeignKey("place.key"), primary_key=True)
    round_key: Mapped[int] = mapped_column(ForeignKey("round.key"), primary_key=True)
    level: Mapped[Words] = mapped_column(primary_key=True)
    total: Mapped[int]
    free: Mapped[int]
    incomplete: Mapped[int]
    gained: Mapped[int]
    removed: Mapped[int]


class RoundAmendment(Base):
    """What was heard of a round after it was published: a note, and the ids it adds and removes."""

    __tablename__ = "round_amendment"
    __table_args__ = (Index(None, "round_key"),)

    key: Mapped[IntKey]
    round_key: Mapped[int] = mapped_column(ForeignKey("round.key"))
    made_at: Mapped[Ms]
    user_key: Mapped[int | None] = mapped_column(ForeignKey("account.key"))
    note: Mapped[Words]
    changes: Mapped[Words]  # JSON: level -> {added: [ids], removed: [ids]}
