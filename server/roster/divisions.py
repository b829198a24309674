"""The administrative tree from lists of codes: districts, streets, communities and villages.

A code is its own key and holds its parent: 4201 03 009 001 is a community of street 420103009 of
district 420103 of city 4201. Names are never keys: 186 of Wuhan's repeat.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.roster.decoding import decode
from server.roster.faults import CellFault, Unreadable
from server.roster.sheets import MAX_BYTES, MAX_ROWS

CODE_DIGITS = {4: "city", 6: "district", 9: "street", 12: "community"}
PARENT_DIGITS = {6: 4, 9: 6, 12: 9}
# National Bureau of Statistics: the last three digits of a code of the lowest level.
VILLAGE_SUFFIXES = (range(200, 400), range(500, 1000))
MAX_NAME_CHARS = 60


@dataclass(frozen=True, slots=True)
class Division:
    """One division: its statistical code is its id."""

    code: str
    name: str
    type: str
    parent: str | None
    line: int = 0


HEADINGS = {"代码": "code", "名称": "name"}
"""Chinese heading -> the column that it names."""


@dataclass(frozen=True, slots=True)
class Divisions:
    """What the lists say, parents before children, and what is wrong with them."""

    divisions: tuple[Division, ...]
    faults: tuple[CellFault, ...]
    encodings: tuple[str, ...]


def division_type(code: str) -> str:
    """Return the place type of a code of 4, 6, 9 or 12 digits; raises KeyError for others."""
    kind = CODE_DIGITS[len(code)]
    if kind == "community" and any(int(code[-3:]) in span for span in VILLAGE_SUFFIXES):
        return "village"
    return kind


def read_divisions(
    files: Iterable[tuple[str, bytes]],
    known: Iterable[str] = (),
    above: Mapping[str, Division] | None = None,
) -> Divisions:
    """Read lists with the columns code and name, in any order; raises Unreadable.

    `known` are codes that exist already. What stands above a list is often not in it: it is taken
    from `above` where that has it; a division whose parent is nowhere is a fault.
    """
    found: dict[str, Division] = {}
    origin: dict[str, str] = {}
    faults: list[CellFault] = []
    encodings = []
    for name, data in files:
        encoding, lines = _lines(data)
        encodings.append(encoding)
        for number, values in lines:
            _take(name, number, values, found, origin, faults)
    listed = dict(found)
    exist = {*known, *found}
    _complete(found, exist, above or {})
    for code, division in listed.items():
        if division.parent is not None and division.parent not in exist:
            faults.append(_fault(origin[code], division, "unknown_parent", parent=division.parent))
    ordered = sorted(found.values(), key=lambda division: (len(division.code), division.code))
    return Divisions(tuple(ordered), tuple(faults), tuple(encodings))


def _complete(found: dict[str, Division], exist: set[str], above: Mapping[str, Division]) -> None:
    """Add the ancestors that are missing, as far as they are known."""
    for division in list(found.values()):
        parent = division.parent
        while parent is not None and parent not in exist and parent in above:
            exist.add(parent)
            found[parent] = above[parent]
            parent = above[parent].parent


def _lines(data: bytes) -> tuple[str, list[tuple[int, Mapping[str, str]]]]:
    if len(data) > MAX_BYTES:
        raise Unreadable("too_big", size=len(data), limit=MAX_BYTES)
    decoded = decode(data)
    reader = csv.DictReader(io.StringIO(decoded.text, newline=""), strict=True)
    lines: list[tuple[int, Mapping[str, str]]] = []
    try:
        headings = [(name or "").strip() for name in reader.fieldnames or ()]
        reader.fieldnames = [HEADINGS.get(name, name) for name in headings]
        for column in HEADINGS.values():
            if column not in reader.fieldnames:
                raise Unreadable("missing_column", column=column)
        for row in reader:
            lines.append((reader.line_num, row))
            if len(lines) > MAX_ROWS:
                raise Unreadable("too_many_rows", limit=MAX_ROWS)
    except csv.Error as broken:
        raise Unreadable("csv_broken", line=reader.line_num) from broken
    return decoded.encoding, lines


def _take(
    file: str,
    number: int,
    values: Mapping[str, str],
    found: dict[str, Division],
    origin: dict[str, str],
    faults: list[CellFault],
) -> None:
    code, name = (values["code"] or "").strip(), (values["name"] or "").strip()
    if not (code.isascii() and code.isdigit() and len(code) in CODE_DIGITS):
        digits = "/".join(str(count) for count in CODE_DIGITS)
        faults.append(CellFault(number, "code", code, "code_form", {"digits": digits}, file))
        return
    if not name or len(name) > MAX_NAME_CHARS:
        wrong = "too_long" if name else "missing"
        faults.append(CellFault(number, "name", name, wrong, {"limit": MAX_NAME_CHARS}, file))
        return
    division = Division(code, name, division_type(code), _parent(code), number)
    other = found.setdefault(code, division)
    if other is division:
        origin[code] = file
    elif other.name != name:
        faults.append(_fault(file, division, "duplicate_code", other=other.line))


def _parent(code: str) -> str | None:
    digits = PARENT_DIGITS.get(len(code))
    return None if digits is None else code[:digits]


def _fault(file: str, division: Division, code: str, **details: object) -> CellFault:
    return CellFault(division.line, "code", division.code, code, details, file)
