"""One matter: what it is, since when, where, whose, and what can be done about it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from server.auth import Actor
from server.db import db
from server.matters.line import PLACE_COLUMNS, RECORD_COLUMNS, Line
from server.matters.then import Then, lies_in
from server.models import Op, Place, PRecord, Replica, Setting
from server.personal import how_masked, masked
from server.records.single import StoredOp
from server.rules import kinds
from server.store import REPLICA
from server.visible import below
from sync.days import DAY, day_of
from sync.kinds import VOID, WHY, Kind
from sync.ops import bytes_to_text, read_op, text_to_bytes

MOST: Final = 200  # of one sort: who has more to settle settles these first
WINDOW_DAYS: Final = 14  # older rounds are no matter any more
HIGH, MIDDLE, LOW = "high", "middle", "low"
SEVERITIES: Final = (HIGH, MIDDLE, LOW)
_YES: Final = {True: {"zh": "是", "en": "Yes"}, False: {"zh": "否", "en": "No"}}
_WRITTEN: Final = {"zh": "写了话,打开记录看", "en": "Something is written; open the record"}
_AMENDING: Final = {
    VOID: {"zh": "作废", "en": "Voided"},
    WHY: {"zh": "原因", "en": "Reason"},  # of a few to choose from on a phone, and of no person
}


class Scope(NamedTuple):
    """Who asks about which place, at which moment (ms), and the kinds they may read there.

    ``then`` is what was known at that moment; None: it is now.
    """

    actor: Actor
    place: Place
    now: int
    tz: int
    kinds: Collection[str]
    then: Then | None = None

    @property
    def within(self) -> ColumnElement[bool]:
        """The condition that a Place lies here, and stands; looked back at, it may have left."""
        # The records lead here, not the places: by the place alone every record of it is looked at.
        here = below([self.place.key])
        return here if self.then else here & Place.left.is_(False)

    @property
    def known_at(self) -> int | None:
        """The moment that is looked back at; None: now."""
        return self.then.at if self.then else None

    def lines(
        self,
        condition: ColumnElement[bool],
        holds: Callable[[Line], bool],
        most: int | None = None,
        *,
        by_place: bool = False,
    ) -> list[Line]:
        """Return the readable records here that fulfil a condition, said in SQL and of a line.

        In order of arrival, the first ``most`` of them. Where what is looked for is rare it has an
        index; else (``by_place``) it is looked for place by place.
        """
        readable = condition & PRecord.kind.in_(self.kinds)
        if self.then:
            found = self.then.lines(
                readable, lambda one: one.kind in self.kinds and holds(one), by_place=by_place
            )
            return sorted(found, key=lambda one: (one.received_at, one.key))[:most]
        rows = db.session.execute(
            select(*RECORD_COLUMNS, *PLACE_COLUMNS)
            .join(Place, Place.key == PRecord.place_key)
            .where(lies_in(self.place) & Place.left.is_(False) if by_place else self.within)
            .where(readable)
            .order_by(PRecord.received_at, PRecord.key)
            .limit(most)
        )
        return [Line._make(row) for row in rows]

    @property
    def since_on(self) -> str:
        """The oldest day whose rounds are still a matter."""
        return day_of(self.now - WINDOW_DAYS * DAY, self.tz)


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to settle. ``since`` is ms; ``said`` is what its sort alone has to tell."""

    id: str
    type: str
    severity: str
    since: int
    place_key: int
    kind: str | None = None
    slot: str | None = None
    records: Sequence[str] = ()
    actions: Sequence[str] = ()
    said: Mapping[str, Any] = field(default_factory=dict)


def mark(type: str, *parts: object) -> str:
    """Return the id of a matter: the same for as long as it is the same.

    >>> mark("late", "b1", 3) == mark("late", "b1", 4)
    False
    """
    told = sha256("\n".join(map(str, parts)).encode("utf-8", "replace")).digest()[:12]
    return f"{type}:{bytes_to_text(told)}"


def name_places(keys: Iterable[int], then: Then | None = None) -> dict[int, dict[str, Any]]:
    """Return places by key as a desk names them: id, 3栋 101, and their compound."""
    building, compound = aliased(Place), aliased(Place)
    rows = db.session.execute(
        select(Place, building.key, building.name, compound.key, compound.id, compound.name)
        .join(building, building.key == Place.building_key, isouter=True)
        .join(compound, compound.key == Place.compound_key, isouter=True)
        .where(Place.key.in_(set(keys)))
    ).all()
    names: dict[int, str] = {}
    for place, building_key, above, compound_key, _, around in rows:
        names |= {place.key: place.name, building_key: above, compound_key: around}
    if then:
        told = then.stated([key for key in names if key is not None])
        names |= {key: values["name"] for key, values in told.items() if values}
    return {
        place.key: {
            "id": place.id,
            "type": place.type,
            "name": f"{names[building_key]} {names[place.key]}"
            if building_key and place.type != "building"
            else names[place.key],
            "compound": {"id": id, "name": names[compound_key]} if id else None,
        }
        for place, building_key, _, compound_key, id, _ in rows
    }


def office_replica() -> bytes:
    """Return the replica that seals what desks decide; nothing sealed by none before the first."""
    office = db.session.scalar(select(Setting.value).where(Setting.name == REPLICA))
    return text_to_bytes(office, 16) if office else b""


def ops_by_id(ids: Iterable[bytes]) -> dict[bytes, StoredOp]:
    """Return stored ops with readable bodies by id; one statement for all."""
    rows = db.session.execute(
        select(
            Op.id, Op.body, Replica.id.label("replica"), Op.n, Op.received_at, Op.flags, Op.status
        )
        .join(Replica, Replica.key == Op.replica_key)
        .where(Op.id.in_(set(ids)), Op.body.is_not(None))
    )
    return {
        row.id: StoredOp(read_op(row.body.decode()), *row[2:])
        for row in rows
        if row.body is not None
    }


def value_to_json(kind: Kind | None, name: str, value: Any) -> dict[str, Any]:
    """Return a field with its value in words for people; personal values are masked."""
    spec = kind.fields.get(name) if kind else None
    label: Mapping[str, str] = spec.label if spec else {"zh": name, "en": name}
    words = _words(kind, name, value)
    if name == WHY:
        words = {"zh": str(value), "en": str(value)}
    return {"field": name, "label": _AMENDING.get(name, label), "words": words}


def _words(kind: Kind | None, name: str, value: Any) -> Mapping[str, str]:
    if isinstance(value, bool):
        return _YES[value]
    spec = kind.fields.get(name) if kind else None
    if value is None or kind is None or spec is None:
        return {"zh": "–", "en": "–"}
    if spec.choices:
        labels = {choice.id: choice.label for choice in spec.choices}
        chosen = [labels.get(one, {}) for one in (value if isinstance(value, list) else [value])]
        parts = {lang: [one.get(lang, "–") for one in chosen] for lang in ("zh", "en")}
        return {"zh": "、".join(parts["zh"]), "en": ", ".join(parts["en"])}
    if (way := how_masked(kind, name)) is not None:
        if way == "words":
            return _WRITTEN
        text = masked(str(value), way)
        return {"zh": text, "en": text}
    tenths = spec.unit == "tenths_celsius" and isinstance(value, int)
    text = f"{value / 10:.1f} ℃" if tenths else str(value)
    return {"zh": text, "en": text}


def side_to_json(
    one: StoredOp, values: Mapping[str, Any], names: Mapping[str, str], id: str = ""
) -> dict[str, Any]:
    """Return one of two accounts of the same thing: who, when, how, and what it says."""
    op, kind = one.op, kinds().get(one.op.kind)
    method = op.fields.get("method")
    return {
        "id": id or op.id,
        "by": {"id": op.by, "name": names.get(op.by, op.by)},
        "observed_at": op.at_to,
        "received_at": one.received_at,
        "method": _words(kind, "method", method) if method is not None else None,
        "values": [value_to_json(kind, name, value) for name, value in values.items()],
    }
