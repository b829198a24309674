"""An example roster to fill in, as CSV and as XLSX: it imports without a fault as it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from server.roster.cells import AREA_KINDS, CLEANED_BY, OCCUPANCY, TAGS
from server.roster.headings import TITLES

HOUSEHOLD_FIELDS = (
    "compound", "building", "stairwell", "floor", "door",
    "head", "people", "phone", "occupancy", "tags", "residents",
)  # fmt: skip
AREA_FIELDS = (
    "compound", "building", "stairwell", "area", "area_kind", "cleaned_by", "times_per_day"
)  # fmt: skip
HOUSEHOLDS = (
    ("示例花园", "1栋", "1", "1", "101", "李示例", "3", "13800000001", "在住", "", "李一、李二"),
    ("示例花园", "1栋", "1", "1", "102", "", "", "", "空户", "", ""),
    ("示例花园", "1栋", "1", "2", "201", "王示例", "1", "13800000002", "在住", "独居", ""),
)
AREAS = (
    ("示例花园", "", "", "大门", "大门", "物业", "2"),
    ("示例花园", "1栋", "1", "楼道", "楼道", "物业", "2"),
    ("示例花园", "1栋", "1", "电梯", "电梯", "物业", "2"),
    ("示例花园", "", "", "中心广场", "室外", "社区", "2"),
)
NOTES = (
    ("一行是一户(填门牌),或者是一个点位(填点位类型)。", "A row is a door or an area."),
    ("空着的格子不改已有的内容。", "An empty cell leaves what is known."),
    ("不要填身份证号。", "Never put identity numbers here."),
)


def template_csv() -> bytes:
    """Return the example as UTF-8 with a mark, which spreadsheets in China open correctly."""
    out = io.StringIO()
    writer = csv.writer(out)
    extra = tuple(name for name in AREA_FIELDS if name not in HOUSEHOLD_FIELDS)
    fields = HOUSEHOLD_FIELDS + extra
    writer.writerow([TITLES[name] for name in fields])
    for names, rows in ((HOUSEHOLD_FIELDS, HOUSEHOLDS), (AREA_FIELDS, AREAS)):
        for row in rows:
            values = dict(zip(names, row, strict=True))
            writer.writerow([values.get(name, "") for name in fields])
    return out.getvalue().encode("utf-8-sig")


def template_xlsx() -> bytes:
    """Return the example as a workbook: doors, areas, and a sheet that says what to fill in."""
    book = Workbook(write_only=True)
    for title, names, rows in (
        ("住户", HOUSEHOLD_FIELDS, HOUSEHOLDS),
        ("点位", AREA_FIELDS, AREAS),
    ):
        sheet = book.create_sheet(title)
        sheet.append([_text(sheet, TITLES[name], bold=True) for name in names])
        for row in rows:
            sheet.append([_text(sheet, value) for value in row])
    notes = book.create_sheet("说明")
    for line in (*NOTES, *_choices()):
        notes.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: WriteOnlyWorksheet, value: str, bold: bool = False) -> Cell:
    """Return a cell kept as text: else 1-2 becomes a date and a telephone 1.38E+10."""
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "@"
    cell.font = Font(bold=bold)
    return cell


def _choices() -> Iterator[tuple[str, str]]:
    for name, words in (
        ("occupancy", OCCUPANCY),
        ("tags", TAGS),
        ("area_kind", AREA_KINDS),
        ("cleaned_by", CLEANED_BY),
    ):
        yield f"{TITLES[name]}可以填:", "、".join(words)
