"""The append-only log: replicas and their chains, ops, feeds with dense sequences.

An op is stored where it first arrived, at ``(replica_key, n)`` of its author's chain, so the op
table is the chain; ``chain`` holds only the later places of ops re-sent after a fork.
"""

from enum import IntEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base
from server.models.columns import Bytes16, Bytes32, IntKey, Ms, Said, Words


class Status(IntEnum):
    """What became of an op, as ``sync.log.Status`` words it; COUNTED are those judged from."""

    ACCEPTED = 0
    HELD = 1
    QUARANTINED = 2
    ADMITTED = 3
    REFUSED = 4
    WITHHELD = 5


class Replica(Base):
    """One installation of one person's log, and what it last said about itself."""

    __tablename__ = "replica"
    __table_args__ = (Index(None, "device_key"), Index(None, "user_key"))

    key: Mapped[IntKey]
    id: Mapped[Bytes16] = mapped_column(unique=True)
    device_key: Mapped[int | None] = mapped_column(ForeignKey("device.key"))
    user_key: Mapped[int | None] = mapped_column(ForeignKey("account.key"))  # None: the server
    opened_at: Mapped[Ms]
    head_n: Mapped[int]
    head_link: Mapped[Bytes32]
    head_rec: Mapped[Ms | None]  # `rec` of the newest op: a clock that jumps back is flagged
    reported_n: Mapped[Said]
    oldest_unacked_at: Mapped[Ms | None]
    last_seen_at: Mapped[Ms | None]
    drained_at: Mapped[Ms | None]
    clk_off_ms: Mapped[Said | None]
    clk_unc_ms: Mapped[Said | None]
    app_build: Mapped[Words | None]
    kinds: Mapped[Words | None]  # JSON object: kind -> newest version the phone knows
    persisted: Mapped[bool | None]
    free_bytes: Mapped[Ms | None]
    scope_version: Mapped[Said] = mapped_column(default=0)
    scope_feeds: Mapped[Words | None]  # JSON list of the feeds of that version
    scope_acked: Mapped[Said] = mapped_column(default=0)
    forked_at: Mapped[Ms | None]
    closed_at: Mapped[Ms | None]


class Drain(Base):
    """When a replica had sent all that it had sealed: the last such moment of each minute.

    ``Replica.drained_at`` says it for now; this says it as known at an earlier moment.
    """

    __tablename__ = "drain"
    __table_args__ = ({"sqlite_with_rowid": False},)

    replica_key: Mapped[int] = mapped_column(ForeignKey("replica.key"), primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True)  # of ms UTC // 60,000
    at: Mapped[Ms]


class Op(Base):
    """One immutable op, verbatim, at its place in its author's chain."""

    __tablename__ = "op"
    __table_args__ = (
        Index(None, "root", sqlite_where=text("root IS NOT NULL"),
              postgresql_where=text("root IS NOT NULL")),
        Index(None, "status", sqlite_where=text("status <> 0"),
              postgresql_where=text("status <> 0")),
        Index(None, "counted_at", sqlite_where=text("counted_at IS NOT NULL"),
              postgresql_where=text("counted_at IS NOT NULL")),
    )  # fmt: skip

    replica_key: Mapped[int] = mapped_column(ForeignKey("replica.key"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[Bytes16] = mapped_column(unique=True)  # SHA-256(body)[:16]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)  # exact UTF-8; None: withheld, redacted
    bsha: Mapped[Bytes32 | None]  # only without a body: otherwise the body says it
    root: Mapped[Bytes16 | None]  # record key of an op that does not open a record of its own
    received_at: Mapped[Ms]
    counted_at: Mapped[Ms | None]  # since when it counts, where that was later: let in, or released
    flags: Mapped[int]
    status: Mapped[int]
    why: Mapped[Words | None]


class Chain(Base):
    """A place in a chain that repeats an op stored at another place (after a fork)."""

    __tablename__ = "chain"
    __table_args__ = (
        ForeignKeyConstraint(["op_replica_key", "op_n"], ["op.replica_key", "op.n"]),
        Index(None, "op_replica_key", "op_n"),
    )

    replica_key: Mapped[int] = mapped_column(ForeignKey("replica.key"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    op_replica_key: Mapped[int]
    op_n: Mapped[int]


class Feed(Base):
    """A place × stream (or a person's inbox) with its dense head; ``key`` is ``f`` on the wire."""

    __tablename__ = "feed"
    __table_args__ = (Index(None, "place", "stream", unique=True),)

    key: Mapped[IntKey]
    place: Mapped[Words]  # place id, or user id for an inbox
    stream: Mapped[Words]
    head_q: Mapped[int]
    acc: Mapped[Bytes16]
    lh: Mapped[Bytes32]
    last_rx: Mapped[Ms]


class FeedEntry(Base):
    """Entry ``q`` of a feed: which op, when received, and the two digests up to here."""

    __tablename__ = "feed_entry"
    __table_args__ = (
        ForeignKeyConstraint(["replica_key", "n"], ["op.replica_key", "op.n"]),
        {"sqlite_with_rowid": False},
    )

    feed_key: Mapped[int] = mapped_column(ForeignKey("feed.key"), primary_key=True)
    q: Mapped[int] = mapped_column(primary_key=True)
    replica_key: Mapped[int]
    n: Mapped[int]
    rx: Mapped[Ms]
    acc: Mapped[Bytes16]
    lh: Mapped[Bytes32]


class Loss(Base):
    """A phone's word: of a replica it had sealed ``n``, and holds elsewhere the first ``kept``.

    What was lost is ``max(0, n - max(kept, replica.head_n))``: what arrives after all is not.
    """

    __tablename__ = "loss"

    replica_key: Mapped[int] = mapped_column(ForeignKey("replica.key"), primary_key=True)
    n: Mapped[Said]
    kept: Mapped[Said]
    why: Mapped[Words]
    declared_at: Mapped[Ms]
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("account.key"))
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("account.key"))


class LossBefore(Base):
    """What a phone had said of a loss until it said more (ms); ``Loss`` keeps its last word."""

    __tablename__ = "loss_before"
    __table_args__ = ({"sqlite_with_rowid": False},)

    replica_key: Mapped[int] = mapped_column(ForeignKey("loss.replica_key"), primary_key=True)
    n: Mapped[Said] = mapped_column(primary_key=True)
    kept: Mapped[Said]
    why: Mapped[Words]
    until: Mapped[Ms]
