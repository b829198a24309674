"""Reading XLSX without trusting it: sizes before unpacking, no formulas, no entities, no dates."""

from __future__ import annotations

import io
import itertools
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import openpyxl

from server.roster.faults import Unreadable

MAX_UNPACKED = 48 * 1024 * 1024
MAX_PARTS = 200
MAX_SHEETS = 16
MARKUP_HEAD = 4096
# A cell that is not plain text or a whole number keeps a mark, so that the row check can name it.
FORMULA, ERROR, DATE = "\ue000", "\ue001", "\ue002"
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)

Row = tuple[int, tuple[str, ...]]


def read_workbook(
    data: bytes, max_rows: int, max_columns: int
) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield each sheet's name and numbered rows, at most `max_columns` wide; raises Unreadable.

    The rows of a sheet must be read before the next sheet is asked for.
    """
    _check_archive(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        for sheet in book.worksheets[:MAX_SHEETS]:
            sheet.reset_dimensions()  # a declared size may be a lie of a million rows
            yield sheet.title, _rows(sheet, max_rows, max_columns)
    except Unreadable:
        raise
    except Exception as broken:  # the library raises whatever its parts raise on broken input
        raise Unreadable("xlsx_broken", detail=type(broken).__name__) from broken


def _rows(sheet: Any, max_rows: int, max_columns: int) -> Iterator[Row]:
    # Twice the rows: blank ones are counted here and left out later.
    rows = sheet.iter_rows(max_col=max_columns)
    for number, cells in enumerate(itertools.islice(rows, 2 * max_rows), start=1):
        if any(cell.value is not None for cell in cells):
            yield number, tuple(_text(cell) for cell in cells)


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA + str(value)
    if cell.data_type == "e":
        return ERROR + str(value)
    if cell.data_type == "d" or getattr(cell, "is_date", False):
        return DATE + str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # spreadsheets keep every number as a float
    return str(value)


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable("xlsx_locked")
            size = sum(part.file_size for part in parts)
            if size > MAX_UNPACKED or len(parts) > MAX_PARTS:
                raise Unreadable("xlsx_bomb", size=size, limit=MAX_UNPACKED)
            for part in parts:
                with archive.open(part) as markup:
                    _check_markup(markup.read(MARKUP_HEAD))
    except BROKEN as broken:
        raise Unreadable("xlsx_broken", detail=type(broken).__name__) from broken


def _check_markup(head: bytes) -> None:
    """Refuse document types: they can define entities that grow without bound."""
    if b"<!DOCTYPE" in head.replace(b"\x00", b"").upper():
        raise Unreadable("xlsx_broken", detail="DOCTYPE")
