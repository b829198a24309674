"""The ledgers that upper levels ask for, as data: ``ledgers/*.toml``, one file each.

A file names the rows (records of a kind, buildings by day, or the criteria of the checklist), and
for each column its head in both languages, its width, and where its text comes from: a fact of the
row (``from``), fields of the record (``fields``), fields of another record (``of`` a kind named by
the same place, or ``through`` a field that holds a record's id), a number (``count``), or nothing
(``blank``, filled in by hand). Counts stand at the right, and what says that it is a ``figure``.
A column of whole numbers with ``total`` is added up below the last record.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from server.reports.table import Column, Lang
from sync.kinds import Kind, load_kinds

FOLDER = Path(__file__).parent / "ledgers"
RECORDS, BUILDING_DAYS, CRITERIA = "records", "building_days", "criteria"
FACTS: Mapping[str, frozenset[str]] = {
    RECORDS: frozenset({"number", "day", "time", "compound", "place", "by", "remarks"}),
    BUILDING_DAYS: frozenset({"day", "compound", "place"}),
    CRITERIA: frozenset({"group", "criterion", "verdict", "summary", "missing"}),
}
COUNTS = frozenset({"due", "done", "rate", "fever", "missing"})
COLUMN_KEYS = frozenset(
    {"head", "width", "from", "fields", "of", "through", "count", "blank", "figure", "total"}
)


class LedgerError(ValueError):
    """A ledger file says something it may not; the text names the file and the reason."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A column of a ledger and where its text comes from; see the module."""

    head: Mapping[str, str]
    width: int
    fact: str = ""
    fields: tuple[str, ...] = ()
    of: str = ""
    through: str = ""
    count: str = ""
    figure: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger, read and checked against the kinds."""

    id: str
    order: int
    title: Mapping[str, str]
    note: Mapping[str, str]
    rows: str
    kind: str
    fillings: tuple[Filling, ...]
    signatures: Mapping[str, tuple[str, ...]]

    def columns(self, lang: Lang) -> list[Column]:
        """Return the columns in a language."""
        return [
            Column(one.head[lang], one.width, one.figure, one.fact == "day")
            for one in self.fillings
        ]

    @property
    def adds_up(self) -> bool:
        """Whether the records' rows end in one with totals."""
        return any(one.total for one in self.fillings)

    def kinds(self) -> frozenset[str]:
        """Return every kind that a row draws from."""
        return frozenset({self.kind, *(one.of for one in self.fillings)}) - {""}


@cache
def load_ledgers(folder: Path = FOLDER) -> Mapping[str, Ledger]:
    """Return every ledger by id, in the order that they state; raises LedgerError."""
    ledgers = [_read(path) for path in folder.glob("*.toml")]
    return {one.id: one for one in sorted(ledgers, key=lambda one: (one.order, one.id))}


def _read(path: Path) -> Ledger:
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        kinds = load_kinds()
        rows, kind = raw["rows"], raw.get("kind", "")
        if rows not in FACTS or (kind not in kinds) != (rows == CRITERIA):
            raise LedgerError(f"{path.name}: rows {rows!r} of kind {kind!r}")
        fillings = tuple(
            _filling(f"{path.name} column {at}", column, rows, kinds.get(kind), kinds)
            for at, column in enumerate(raw["columns"], start=1)
        )
        signatures = {lang: tuple(words) for lang, words in raw.get("signatures", {}).items()}
        return Ledger(
            path.stem, raw["order"], raw["title"], raw["note"], rows, kind, fillings, signatures
        )
    except (KeyError, tomllib.TOMLDecodeError) as error:
        raise LedgerError(f"{path.name}: {error}") from error


def _filling(
    where: str, raw: Mapping[str, Any], rows: str, kind: Kind | None, kinds: Mapping[str, Kind]
) -> Filling:
    if strange := set(raw) - COLUMN_KEYS:
        raise LedgerError(f"{where}: {sorted(strange)}")
    fact, fields, count = raw.get("from", ""), tuple(raw.get("fields", ())), raw.get("count", "")
    if fact and fact not in FACTS[rows]:
        raise LedgerError(f"{where}: from {fact!r}")
    if not (fact or fields or count or raw.get("blank")):
        raise LedgerError(f"{where}: nothing fills it")
    through, of = raw.get("through", ""), raw.get("of", "")
    source = kinds[of] if of else kind
    _check_fields(where, fields, source)
    _check_fields(where, (through,) if through else (), kind)
    if count and count not in COUNTS | _codes(kind):
        raise LedgerError(f"{where}: count {count!r}")
    figure = bool(count) or raw.get("figure", False)
    total = raw.get("total", False)
    return Filling(raw["head"], raw["width"], fact, fields, of, through, count, figure, total)


def _check_fields(where: str, fields: tuple[str, ...], kind: Kind | None) -> None:
    for name in fields:
        if kind is None or name not in kind.fields:
            raise LedgerError(f"{where}: {kind.id if kind else '?'} has no field {name!r}")


def _codes(kind: Kind | None) -> frozenset[str]:
    return frozenset(kind.slot_state.severity) if kind and kind.slot_state else frozenset()
