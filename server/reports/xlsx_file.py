"""XLSX with the table on one sheet and what it is on another; no cell is ever a formula.

What people typed is a string. Figures and days are what they are, so that they add up and are
filtered by month, and look as they do on the page: 37.0 degrees stay 37.0. Rows go to disk as they
are read, so that a long table needs no memory.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from server.reports.table import Column, Step, Table, plain

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9
LONGEST_CELL = 32_767
LANDSCAPE_FROM = 80  # half-width characters that fit on an upright page
PIECE = 64 * 1024
ROWS_AT_ONCE = 50
ABOUT = {"zh": "说明", "en": "About"}
SHEET_NAME_MOST = 31
# A header or footer takes 255 characters in all.
HEADED = 2
MOST_HEADED, MOST_FOOT, MOST_SIGNED = 160, 120, 90
BLANK = ":____________"
# A workbook keeps fifteen digits of a number; one that begins with 0 is none.
FIGURE = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.([0-9]{1,3}))?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_xlsx(table: Table) -> tuple[int, Iterator[bytes]]:
    """Return the size in bytes and the file piece by piece; it is whole before the first piece."""
    with ExitStack() as held:
        file = held.enter_context(TemporaryFile())
        for _ in _written(file, table):
            pass
        size = file.seek(0, 2)
        file.seek(0)
        held.pop_all()  # from here on the iterator closes it, after the answer was sent
    return size, _pieces(file)


def steps_xlsx(table: Table) -> Iterator[Step]:
    """Yield how many rows are written, now and then, and at the end the file piece by piece."""
    with TemporaryFile() as file:
        yield from _written(file, table)
        file.seek(0)
        yield from _pieces(file)


def _written(file: IO[bytes], table: Table) -> Iterator[int]:
    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        yield from _fill(book, table)


def sheet_name(title: str) -> str:
    """Return the title as a workbook takes it for the name of a sheet.

    >>> sheet_name("14天:挡着的"), sheet_name("'" + "表" * 40)[-2:]
    ('14天 挡着的', '表表')
    """
    return title.translate(NOT_IN_SHEET_NAMES).strip("' ")[:SHEET_NAME_MOST]


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _fill(book: Workbook, table: Table) -> Iterator[int]:
    sheet = book.add_worksheet(sheet_name(table.title))
    write = _Writing(book, sheet)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width + 2)
        sheet.write_string(0, at, column.head, head)
    number = 0
    for number, row in enumerate(table.rows, start=1):
        for at, text in enumerate(row):
            write.cell(number, at, text, table.columns[at])
        if number % ROWS_AT_ONCE == 0:
            yield number
    yield number
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, number, len(table.columns) - 1)
    # Numbers are kept as text on purpose; the green corners that complain about it are noise.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    _lay_out(sheet, table)
    _about(book, table)


class _Writing:
    """Writes cells as what they are, in the looks of a workbook."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        cell = {"text_wrap": True, "valign": "top", "border": 1}
        right = cell | {"align": "right"}
        self.sheet = sheet
        self.text = book.add_format(cell | {"num_format": "@"})
        self.other = book.add_format(right | {"num_format": "@"})
        self.day = book.add_format(cell | {"num_format": "yyyy-mm-dd", "align": "left"})
        shapes = ("0", "0.0", "0.00", "0.000")
        self.figures = [book.add_format(right | {"num_format": shape}) for shape in shapes]

    def cell(self, row: int, at: int, text: str, column: Column) -> None:
        """Write one cell: a figure or a day where its column is of such and its text is one."""
        if column.figure and (figure := FIGURE.fullmatch(text)):
            look = self.figures[len(figure[1] or "")]
            self.sheet.write_number(row, at, float(text), look)
        elif column.day and (day := _day(text)):
            self.sheet.write_datetime(row, at, day, self.day)
        else:
            _write(self.sheet, row, at, text, self.other if column.figure else self.text)


def _day(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def _lay_out(sheet: Worksheet, table: Table) -> None:
    sheet.set_paper(A4)
    if table.width > LANDSCAPE_FROM:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    about = "  ".join(f"{label} {value}" for label, value in table.facts[:HEADED])
    sheet.set_header(f"&C&14{_plain(table.title)}\n&9{_plain(about)[:MOST_HEADED]}")
    # Signatures stand on every printed page, and in no cell: rows are records alone.
    signed = "    ".join(f"{who}{BLANK}" for who in table.signatures)
    foot = _plain(table.foot)[:MOST_FOOT]
    sheet.set_footer(f"&L\n&8{foot}&C&9{_plain(signed)[:MOST_SIGNED]}&R\n&8&P / &N")


def _about(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(ABOUT[table.lang])
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 60)
    bold = book.add_format({"bold": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    lines = [(table.title, ""), *table.facts, *((line, "") for line in table.signatures)]
    for number, (label, value) in enumerate(lines):
        _write(sheet, number, 0, label, bold)
        _write(sheet, number, 1, value, plain)


def _write(sheet: Worksheet, row: int, column: int, text: str, how: Any) -> None:
    said = plain(text)
    if len(said) > LONGEST_CELL:
        said = said[: LONGEST_CELL - 1] + "…"
    if said:
        sheet.write_string(row, column, said, how)
    else:
        sheet.write_blank(row, column, None, how)  # which keeps its border and counts as nothing


def _plain(text: str) -> str:
    """Return the text as a page header prints it: its & would begin a command."""
    return text.replace("&", "&&")
