"""The daily report: how each building's doors stood on each day, and the sum of the place."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from server.board.answers import NOT_DUE
from server.board.session import DOOR_KIND
from server.evidence.ground import told
from server.projections.slots import exceptional
from server.reports.atlas import Atlas, Spot
from server.reports.ledger import Filling, Ledger
from server.reports.records import Recorded, Span
from server.reports.table import Lang, Row
from server.rules import kinds, policy
from sync.days import day_plus
from sync.kinds import Kind
from sync.policy import NotInForce
from sync.slots import rank_code

ALL: Mapping[Lang, str] = {"zh": "合计", "en": "Total"}
FEVER_FROM = "fever_from"
NEVER = 1_000


def days_of(span: Span) -> Iterator[str]:
    """Yield the days of a span, both ends included."""
    day = span.since
    while day <= span.until:
        yield day
        day = day_plus(day, 1)


def building_day_rows(ledger: Ledger, recorded: Recorded, span: Span, lang: Lang) -> Iterator[Row]:
    """Yield for each day a row a building, and their sum where there are several."""
    atlas, kind = recorded.atlas, kinds()[DOOR_KIND]
    due, fevers = _due_doors(atlas), _fevers(kind, recorded, span)
    for day in days_of(span):
        counts = _count_day(kind, recorded, day, due, fevers[day])
        for building in due:
            yield [
                _cell(one, day, building, atlas, counts[building.key]) for one in ledger.fillings
            ]
        if len(due) > 1:
            whole = sum(counts.values(), Counter[str]())
            yield [_total(one, day, whole, lang) for one in ledger.fillings]


def _due_doors(atlas: Atlas) -> dict[Spot, set[int]]:
    """Return the doors where somebody lives or may live, by building."""
    found: dict[Spot, set[int]] = {
        spot: set() for spot in atlas.spots.values() if spot.type == "building" and not spot.left
    }
    by_key = {spot.key: doors for spot, doors in found.items()}
    for spot in atlas.spots.values():
        if spot.type == "household" and not spot.left and spot.occupancy not in NOT_DUE:
            by_key.get(spot.building_key or 0, set()).add(spot.key)
    return found


def _count_day(
    kind: Kind,
    recorded: Recorded,
    day: str,
    due: Mapping[Spot, set[int]],
    fevers: Mapping[int, int],
) -> dict[int, Counter[str]]:
    codes = {
        key: min(codes, key=lambda code: rank_code(kind, code))
        for key, codes in recorded.codes(kind.id, day).items()
    }
    counts: dict[int, Counter[str]] = {}
    for building, doors in due.items():
        came = Counter(codes[key] for key in doors if key in codes)
        count = counts[building.key] = Counter(came)
        count["due"] = len(doors)
        count["done"] = sum(came[code] for code in kind.slot_state.done) if kind.slot_state else 0
        count["fever"] = sum(fevers.get(key, 0) for key in doors)
        count["missing"] = len(doors) - sum(came.values())
    return counts


def _fevers(kind: Kind, recorded: Recorded, span: Span) -> Mapping[str, Counter[int]]:
    """Return how many visits found a fever, by day and door: measured or said."""
    from_tenths = {day: _fever_from(day) for day in days_of(span)}
    found: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for portion in recorded.read(kind.id, span, sorted(exceptional(kind))):
        for row in portion:
            said = told(row).fields
            measured = said.get("temperature")
            hot = isinstance(measured, int) and measured >= from_tenths[row.day]
            found[row.day][row.place_key] += int(hot or "fever" in (said.get("symptoms") or ()))
    return found


def _fever_from(day: str) -> int:
    """Return from which temperature (tenths) it is a fever; beyond any body before the policy."""
    try:
        return policy().number(FEVER_FROM, day)
    except NotInForce:
        return NEVER


def _cell(filling: Filling, day: str, building: Spot, atlas: Atlas, count: Counter[str]) -> str:
    if filling.count:
        return _number(filling.count, count)
    if filling.fact == "day":
        return day
    return building.name if filling.fact == "place" else atlas.name(building.compound_key)


def _total(filling: Filling, day: str, count: Counter[str], lang: Lang) -> str:
    if filling.count:
        return _number(filling.count, count)
    return {"day": day, "place": ALL[lang]}.get(filling.fact, "")


def _number(name: str, count: Counter[str]) -> str:
    if name != "rate":
        return str(count[name])
    due = count["due"]
    tenths = count["done"] * 1000 // due if due else 0  # rounded down: 99.96 % is not all of them
    return f"{tenths // 10}.{tenths % 10}%" if due else ""
