"""From sheets of cells to checked rows: every fault with its line and column, never only the first.

A row is a household (it has a door) or an area (it has an area kind). An empty cell says nothing:
importing it leaves what is known about that door as it is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from server.roster.cells import PARSERS, BadCell, plain_text
from server.roster.faults import CellFault, Unreadable
from server.roster.headings import TITLES, field_of
from server.roster.sheets import Line, Sheet, Workbook
from server.roster.workbook import DATE, ERROR, FORMULA

DEFAULT_STAIRWELL = "1"


@dataclass(frozen=True, slots=True)
class Row:
    """One checked row; None and () mean that the file says nothing about it."""

    line: int
    sheet: str | None
    compound: str
    building: str | None = None
    stairwell: str | None = None
    floor: int | None = None
    door: str | None = None
    head: str | None = None
    people: int | None = None
    phone: str | None = None
    occupancy: str | None = None
    tags: tuple[str, ...] = ()
    residents: tuple[str, ...] = ()
    area: str | None = None
    area_kind: str | None = None
    cleaned_by: str | None = None
    times_per_day: int | None = None

    @property
    def key(self) -> tuple[str | None, ...]:
        """The natural key: two rows with the same key are about the same door or area."""
        what = self.door if self.area_kind is None else f"@{self.area or self.area_kind}"
        return (self.compound, self.building, self.stairwell, what)


@dataclass(frozen=True, slots=True)
class Column:
    """One heading of a sheet and the field that it means; None when it is to be ignored."""

    heading: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything a file says, and everything that is wrong with it."""

    encoding: str
    delimiter: str | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    faults: tuple[CellFault, ...]
    skipped_sheets: tuple[str, ...] = ()


def read_roster(book: Workbook, ignore: Iterable[str] = ()) -> Roster:
    """Check every row of a file; raises Unreadable when a needed column is missing.

    `ignore` names headings that a person said are not wanted; other unknown ones are faults.
    """
    columns: list[Column] = []
    rows: list[Row] = []
    faults: list[CellFault] = []
    for sheet in book.sheets:
        found, wrong = _columns(sheet, frozenset(ignore))
        columns += found
        faults += wrong
        _read_lines(sheet, found, rows, faults)
    faults += _repeated(rows)
    faults.sort(key=lambda fault: (fault.sheet or "", fault.line))
    return Roster(
        book.encoding, book.delimiter, tuple(columns), tuple(rows), tuple(faults), book.skipped
    )


def _columns(sheet: Sheet, ignore: frozenset[str]) -> tuple[list[Column], list[CellFault]]:
    columns: list[Column] = []
    faults: list[CellFault] = []
    taken: dict[str, str] = {}
    for heading in sheet.headings:
        name = None if heading in ignore else field_of(heading)
        columns.append(Column(heading, name))
        if name is None and heading and heading not in ignore:
            faults.append(_heading_fault(sheet, heading, "unknown_column"))
        if name in taken:
            faults.append(_heading_fault(sheet, heading, "repeated_column", other=taken[name]))
        if name is not None:
            taken.setdefault(name, heading)
    _need_columns(taken)
    return columns, faults


def _need_columns(taken: Mapping[str, str]) -> None:
    needed = ["compound"] if "area_kind" in taken else ["compound", "building", "door"]
    for name in needed:
        if name not in taken:
            raise Unreadable("missing_column", column=TITLES[name])


def _heading_fault(sheet: Sheet, heading: str, code: str, **details: object) -> CellFault:
    return CellFault(sheet.heading_line, heading, heading, code, details, sheet.name)


def _read_lines(
    sheet: Sheet, columns: list[Column], rows: list[Row], faults: list[CellFault]
) -> None:
    for line in sheet.lines:
        row, wrong = _read_line(sheet, columns, line)
        faults += wrong
        if row is not None and not wrong:
            rows.append(row)


def _read_line(
    sheet: Sheet, columns: list[Column], line: Line
) -> tuple[Row | None, list[CellFault]]:
    values, faults = _values(sheet, columns, line)
    if faults:
        return None, faults
    try:
        return _complete(Row(**values)), []
    except _Incomplete as wrong:
        heading = _heading(columns, wrong.field)
        return None, [_cell_fault(sheet, line, heading, wrong.value, wrong)]


def _values(
    sheet: Sheet, columns: list[Column], line: Line
) -> tuple[dict[str, Any], list[CellFault]]:
    values: dict[str, Any] = {"line": line.number, "sheet": sheet.name, "compound": ""}
    faults: list[CellFault] = []
    for column, cell in itertools.zip_longest(columns, line.cells, fillvalue=None):
        if cell is None or not cell.strip() or (column is not None and column.field is None):
            continue
        try:
            if column is None or column.field is None:
                raise BadCell("too_many_cells")
            values[column.field] = PARSERS[column.field](plain_text(cell))
        except BadCell as wrong:
            faults.append(_cell_fault(sheet, line, column.heading if column else "", cell, wrong))
    return values, faults


def _cell_fault(sheet: Sheet, line: Line, heading: str, value: str, wrong: BadCell) -> CellFault:
    shown = value.lstrip(FORMULA + ERROR + DATE)
    return CellFault(line.number, heading, shown, wrong.code, wrong.details, sheet.name)


class _Incomplete(BadCell):
    def __init__(self, field: str, code: str, value: str = "", **details: object) -> None:
        super().__init__(code, **details)
        self.field = field
        self.value = value


def _complete(row: Row) -> Row:
    """Check what a household or an area must say, and fill in what follows from it."""
    if not row.compound:
        raise _Incomplete("compound", "missing")
    if row.area_kind is not None:
        if row.door is not None:
            raise _Incomplete("door", "door_or_area", row.door)
        if row.stairwell is not None and row.building is None:
            raise _Incomplete("building", "missing")
        return row
    if row.area is not None:
        raise _Incomplete("area_kind", "missing")
    if row.building is None:
        raise _Incomplete("building", "missing")
    if row.door is None:
        raise _Incomplete("door", "missing")
    floor = row.floor if row.floor is not None else floor_of(row.door)
    if floor is None:
        raise _Incomplete("floor", "floor_unknown", row.door, door=row.door)
    return replace(row, floor=floor, stairwell=row.stairwell or DEFAULT_STAIRWELL)


def floor_of(door: str) -> int | None:
    """Return the floor that a door number shows (1302 and 1302A are on 13), or None."""
    shown = re.fullmatch(r"([0-9]{1,3})[0-9]{2}[A-Z]?", door)
    return int(shown[1]) if shown else None


def _heading(columns: list[Column], name: str) -> str:
    return next((column.heading for column in columns if column.field == name), TITLES[name])


def _repeated(rows: list[Row]) -> list[CellFault]:
    """Name every row about a door or an area that an earlier row was about."""
    first: dict[tuple[str | None, ...], Row] = {}
    faults = []
    for row in rows:
        other = first.setdefault(row.key, row)
        if other is not row:
            code = "duplicate_door" if row.area_kind is None else "duplicate_area"
            field = "door" if row.area_kind is None else "area"
            value = row.door or row.area or row.area_kind or ""
            where = {"other": other.line if other.sheet == row.sheet else _place_of(other)}
            faults.append(CellFault(row.line, TITLES[field], value, code, where, row.sheet))
    return faults


def _place_of(row: Row) -> str:
    return f"{row.sheet}!{row.line}"
