"""Who may sign in, what they are granted, and on which devices."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base
from server.models.columns import Bytes32, IntKey, Ms, Words


class Account(Base):
    """A person; known outside the tables as ``u<key>`` (see ``user_id``)."""

    __tablename__ = "account"

    key: Mapped[IntKey]
    name: Mapped[Words]
    account: Mapped[Words | None] = mapped_column(unique=True)  # desk sign-in name
    passphrase_hash: Mapped[Words | None]
    failures: Mapped[int] = mapped_column(default=0)  # wrong passphrases since the last right one
    failed_at: Mapped[Ms | None]
    created_at: Mapped[Ms]
    disabled_at: Mapped[Ms | None]

    @property
    def user_id(self) -> str:
        """The id used in ops, sessions and answers."""
        return f"u{self.key}"


class Grant(Base):
    """A role at a place for a time: [valid_from, valid_to) in ms, open-ended when None.

    No place means everywhere: only an operator has that, who sees no person's data.
    """

    __tablename__ = "grant"
    __table_args__ = (Index(None, "user_key"), Index(None, "place_key"))

    key: Mapped[IntKey]
    user_key: Mapped[int] = mapped_column(ForeignKey("account.key"))
    place_key: Mapped[int | None] = mapped_column(ForeignKey("place.key"))
    role: Mapped[Words]
    valid_from: Mapped[Ms]
    valid_to: Mapped[Ms | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account.key"))
    created_at: Mapped[Ms]


class Device(Base):
    """One phone or browser of a person; its push key may still push when sign-in expired."""

    __tablename__ = "device"
    __table_args__ = (Index(None, "user_key"),)

    key: Mapped[IntKey]
    user_key: Mapped[int] = mapped_column(ForeignKey("account.key"))
    label: Mapped[Words]
    platform: Mapped[Words]
    push_key_hash: Mapped[Bytes32 | None] = mapped_column(unique=True)
    created_at: Mapped[Ms]
    revoked_at: Mapped[Ms | None]


class Invitation(Base):
    """A single-use way in for one named person with fixed role, places and end."""

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "inviter_key"),)

    key: Mapped[IntKey]
    token_hash: Mapped[Bytes32] = mapped_column(unique=True)
    code_hash: Mapped[Bytes32] = mapped_column(unique=True)
    inviter_key: Mapped[int] = mapped_column(ForeignKey("account.key"))
    user_key: Mapped[int | None] = mapped_column(ForeignKey("account.key"))  # None: a new person
    name: Mapped[Words]
    role: Mapped[Words]
    places: Mapped[Words]  # JSON list of place ids
    valid_to: Mapped[Ms | None]  # of the grants it will make
    created_at: Mapped[Ms]
    expires_at: Mapped[Ms]
    used_at: Mapped[Ms | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("account.key"))
    revoked_at: Mapped[Ms | None]


class Opening(Base):
    """A one-time way to choose the passphrase of a desk account: its first, or a new one."""

    __tablename__ = "opening"
    __table_args__ = (Index(None, "user_key"),)

    key: Mapped[IntKey]
    user_key: Mapped[int] = mapped_column(ForeignKey("account.key"))
    token_hash: Mapped[Bytes32] = mapped_column(unique=True)
    code_hash: Mapped[Bytes32]
    by_user: Mapped[int] = mapped_column(ForeignKey("account.key"))
    created_at: Mapped[Ms]
    expires_at: Mapped[Ms]
    used_at: Mapped[Ms | None]
    revoked_at: Mapped[Ms | None]


class Credential(Base):
    """A family of rotating refresh tokens of one device; the one before stays good until
    its successor is first used, because the answer that carried it may have been lost."""

    __tablename__ = "credential"
    __table_args__ = (Index(None, "device_key"),)

    key: Mapped[IntKey]
    device_key: Mapped[int] = mapped_column(ForeignKey("device.key"))
    current_hash: Mapped[Bytes32] = mapped_column(unique=True)
    previous_hash: Mapped[Bytes32 | None] = mapped_column(unique=True)
    issued_at: Mapped[Ms]
    used_at: Mapped[Ms]
    expires_at: Mapped[Ms]
    revoked_at: Mapped[Ms | None]
    confirmed_at: Mapped[Ms | None]  # when its passphrase was last given again
