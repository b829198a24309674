"""The standing of places: a read model of steps and cases, and the evidence that steps froze."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base
from server.models.columns import Bytes16, Bytes32, Ms, Words


class PStanding(Base):
    """What the steps and the case events of a place come to; absent: nobody took a step there.

    Everything that was recorded counts, even what a phone with a wrong clock dated ahead.
    """

    __tablename__ = "p_standing"

    place_key: Mapped[int] = mapped_column(ForeignKey("place.key"), primary_key=True)
    state: Mapped[Words]
    since_at: Mapped[Ms | None]  # None: no step was ever good
    cause: Mapped[Words | None]  # the record (a step or a case) that brought the state about
    certificate: Mapped[Bytes16 | None]  # op id of the step that certified or named it
    held_from: Mapped[Ms | None]  # when that was: suspended days count
    review: Mapped[bool]  # later evidence contradicts the certificate
    steps: Mapped[int]  # taken so far, refused ones too


class Frozen(Base):
    """Evidence as it was shown when a step was taken, under the SHA-256 of its bytes."""

    __tablename__ = "frozen"

    sha: Mapped[Bytes32] = mapped_column(primary_key=True)
    document: Mapped[bytes] = mapped_column(LargeBinary)  # JSON in UTF-8
    made_at: Mapped[Ms]
