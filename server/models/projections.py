"""Read models, kept in the push transaction and equal to their rebuild from the ops."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base
from server.models.columns import Bytes16, Ms, Words

CONFLICT = "conflict"  # as bare as the index has it: `conflict IS 1` would not find that
LATE = "session IS NOT NULL AND lag_ms > 86400000"  # a day


class PRecord(Base):
    """One record as its ops stand; ``key`` is the op id's bytes, or a hash of a natural key."""

    __tablename__ = "p_record"
    __table_args__ = (
        Index(None, "place_key", "kind", "day", "code"),
        # What has to be settled is looked for every half minute, and is rare.
        Index("ix_p_record_conflict", "received_at",
              sqlite_where=text(CONFLICT), postgresql_where=text(CONFLICT)),
        Index("ix_p_record_late", "day", sqlite_where=text(LATE), postgresql_where=text(LATE)),
        # What was another record then is among those that were changed since.
        Index("ix_p_record_changed", "place_key", "received_at",
              sqlite_where=text("doc IS NOT NULL"), postgresql_where=text("doc IS NOT NULL")),
        {"sqlite_with_rowid": False},
    )  # fmt: skip

    key: Mapped[Bytes16] = mapped_column(primary_key=True)
    kind: Mapped[Words]
    place_key: Mapped[int] = mapped_column(ForeignKey("place.key"))
    day: Mapped[Words]  # of its slot, else the local day of observed_to
    session: Mapped[Words | None]  # None: the record fills no slot
    code: Mapped[Words]  # the slot_state code, "" where the kind has none
    voided: Mapped[bool]
    pending: Mapped[bool]  # its opening op has not arrived
    conflict: Mapped[bool]
    observed_from: Mapped[Ms]
    observed_to: Mapped[Ms]
    received_at: Mapped[Ms]  # of its newest op
    lag_ms: Mapped[Ms]  # how long that is after what it is about, see sync.slots.lag_ms
    by_user: Mapped[Words]  # user id of the author of its first op
    replica_key: Mapped[int]  # where its first op is stored
    n: Mapped[int]
    doc: Mapped[Words | None]  # Record.to_json(); None while the record is its first op alone


class PSlot(Base):
    """A slot with at least one record that counts for it; absent: nobody was there, or void."""

    __tablename__ = "p_slot"
    __table_args__ = (
        Index("ix_p_slot_several", "day",
              sqlite_where=text("done > 1"), postgresql_where=text("done > 1")),
        {"sqlite_with_rowid": False},
    )  # fmt: skip

    kind: Mapped[Words] = mapped_column(primary_key=True)
    place_key: Mapped[int] = mapped_column(ForeignKey("place.key"), primary_key=True)
    day: Mapped[Words] = mapped_column(primary_key=True)
    session: Mapped[Words] = mapped_column(primary_key=True)
    code: Mapped[Words]
    state: Mapped[Words]  # done | attempted
    records: Mapped[int]  # that count: not void, not pending, done or attempted
    done: Mapped[int]  # of them, how many count as done
    conflict: Mapped[bool]
    root: Mapped[Bytes16]  # the record that gives the code


class PCover(Base):
    """How many due subjects of a scope (a building; a compound for its areas) are covered."""

    __tablename__ = "p_cover"
    __table_args__ = ({"sqlite_with_rowid": False},)

    scope_key: Mapped[int] = mapped_column(ForeignKey("place.key"), primary_key=True)
    kind: Mapped[Words] = mapped_column(primary_key=True)
    day: Mapped[Words] = mapped_column(primary_key=True)
    session: Mapped[Words] = mapped_column(primary_key=True)  # "*": in any session of the day
    done: Mapped[int]
    attempted: Mapped[int]
    exceptions: Mapped[int]
