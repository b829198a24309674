"""A roster file as sheets of cells: bounded, with the line number that a person sees."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from server.roster.decoding import decode
from server.roster.faults import Unreadable
from server.roster.headings import HEADINGS, field_of
from server.roster.workbook import read_workbook

MAX_BYTES = 8 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 64
HEADING_LINES = 10
DELIMITERS = ",\t;|\uff0c\u3001"
ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of cells and the line of the file, or row of the sheet, where it starts."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its headings, the line they stand in, and the rows below them."""

    name: str | None
    heading_line: int
    headings: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A whole file: how it was read, and its sheets with known headings."""

    encoding: str
    delimiter: str | None
    sheets: tuple[Sheet, ...]
    skipped: tuple[str, ...] = ()


def read_file(data: bytes, encoding: str | None = None) -> Workbook:
    """Return the sheets of a CSV or XLSX file of at most 8 MiB; raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too_big", size=len(data), limit=MAX_BYTES)
    if data.startswith(OLE_MARK):
        raise Unreadable("old_excel")
    if data.startswith(ZIP_MARK):
        return _read_xlsx(data)
    return _read_csv(data, encoding)


def _read_csv(data: bytes, encoding: str | None) -> Workbook:
    decoded = decode(data, encoding)
    delimiter = _delimiter(decoded.text)
    sheet = _sheet(None, _csv_lines(decoded.text, delimiter))
    if sheet is None:
        raise _no_headings()
    return Workbook(decoded.encoding, delimiter, (sheet,))


def _read_xlsx(data: bytes) -> Workbook:
    found: list[Sheet] = []
    skipped: list[str] = []
    for name, rows in read_workbook(data, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS + 1):
        sheet = _sheet(name, (Line(number, cells) for number, cells in rows))
        if sheet is None:
            skipped.append(name)
        else:
            found.append(sheet)
    if not found:
        raise _no_headings()
    return Workbook("xlsx", None, tuple(found), tuple(skipped))


def _no_headings() -> Unreadable:
    known = "、".join(names[0] for names in itertools.islice(HEADINGS.values(), 6))
    return Unreadable("no_headings", limit=HEADING_LINES, known=known)


def _delimiter(text: str) -> str:
    """Return the delimiter that makes most known headings; a comma when none makes two."""
    head = text.splitlines()[:HEADING_LINES]

    def known(delimiter: str) -> int:
        return max((_known(tuple(line.split(delimiter))) for line in head), default=0)

    return max(DELIMITERS, key=known)


def _csv_lines(text: str, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            yield Line(start, tuple(cells))
            start = reader.line_num + 1
    except csv.Error as broken:
        raise Unreadable("csv_broken", line=start) from broken


def _known(cells: tuple[str, ...]) -> int:
    return len({name for cell in cells if (name := field_of(cell)) is not None})


def _sheet(name: str | None, lines: Iterator[Line]) -> Sheet | None:
    """Find the heading line (rosters often begin with a title) and collect what is below it."""
    for line in itertools.islice(lines, HEADING_LINES):
        if _known(line.cells) >= 2:
            return Sheet(name, line.number, _trimmed(line.cells), _body(lines))
    return None


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    named = [cell.strip() for cell in cells]
    while named and not named[-1]:
        named.pop()
    if len(named) > MAX_COLUMNS:
        raise Unreadable("too_many_columns", limit=MAX_COLUMNS)
    return tuple(named)


def _body(lines: Iterator[Line]) -> tuple[Line, ...]:
    filled = (line for line in lines if any(cell.strip() for cell in line.cells))
    body = tuple(itertools.islice(filled, MAX_ROWS + 1))
    if len(body) > MAX_ROWS:
        raise Unreadable("too_many_rows", limit=MAX_ROWS)
    return body
