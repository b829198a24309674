"""A record as the list of matters looks for it: as much of its row as that takes, and its place."""

from typing import Final, NamedTuple

from server.models import Place, PRecord

RECORD_COLUMNS: Final = (
    PRecord.key, PRecord.kind, PRecord.place_key, PRecord.day, PRecord.session, PRecord.code,
    PRecord.voided, PRecord.pending, PRecord.conflict, PRecord.observed_to, PRecord.received_at,
    PRecord.lag_ms, PRecord.by_user, PRecord.doc,
)  # fmt: skip
PLACE_COLUMNS: Final = (
    Place.id, Place.building_key, Place.compound_key, Place.occupancy, Place.left,
)  # fmt: skip


class Line(NamedTuple):
    """The columns in order; see ``PRecord`` and ``Place``."""

    key: bytes
    kind: str
    place_key: int
    day: str
    session: str | None
    code: str
    voided: bool
    pending: bool
    conflict: bool
    observed_to: int
    received_at: int
    lag_ms: int
    by_user: str
    doc: str | None
    place: str
    building_key: int | None
    compound_key: int | None
    occupancy: str | None
    left: bool
