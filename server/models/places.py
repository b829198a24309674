"""The place tree: a projection of ``place`` and ``occupancy`` ops."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base
from server.models.columns import IntKey, Said, Words


class Place(Base):
    """One place, with the keys of its ancestors (a building is its own building)."""

    __tablename__ = "place"
    __table_args__ = (
        Index(None, "parent_key"),
        Index(None, "compound_key", "type"),
        Index(None, "building_key"),
        Index(None, "community_key"),
        Index(None, "street_key"),
    )

    key: Mapped[IntKey]
    id: Mapped[Words] = mapped_column(unique=True)
    type: Mapped[Words]
    parent_key: Mapped[int | None] = mapped_column(ForeignKey("place.key"))
    city_key: Mapped[int | None]
    district_key: Mapped[int | None]
    street_key: Mapped[int | None]
    community_key: Mapped[int | None]  # community or village
    compound_key: Mapped[int | None]
    building_key: Mapped[int | None]
    name: Mapped[Words]
    sort: Mapped[Said]
    floor: Mapped[Said | None]
    door: Mapped[Words | None]
    area_kind: Mapped[Words | None]
    occupancy: Mapped[
        Words | None
    ]  # households: occupied | vacant | away | unknown (None: never said)
    left: Mapped[bool]  # voided: kept for its records, in no list
    attrs: Mapped[Words]  # JSON object: every other field of its place and occupancy records
