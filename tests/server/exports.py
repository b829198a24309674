"""What an export is asked for, and the morning that it tells of."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from flask import Flask
from openpyxl.cell.cell import Cell, MergedCell
from pypdf import PdfReader
from werkzeug.test import TestResponse

from server.log.authoring import Draft
from sync.ops import Value
from tests.people import Person
from tests.town import COMMUNITY, COMPOUND, DOORS, FOREIGN_DOOR, LIFT, author

Fields = dict[str, Value]
TODAY = "2020-03-10"
NASTY = '=HYPERLINK("http://example.org","李建国")'
POST = f"{COMPOUND}.g1"
LEDGERS = ("declaration", "delivery", "disinfection", "gate", "screening", "screening_days")


def record_a_morning(app: Flask, by: str) -> None:
    """What was recorded by 8:30: three doors, a lift, a gate, a cabbage."""
    at = 1_583_799_000_000  # 08:10
    gate: Fields = {"type": "gate", "name": "南门", "parent": COMPOUND, "sort": 1}
    batch: Fields = {"item": "白菜", "quantity": 70, "priority": ["medical"]}
    (*_, cabbage) = author(
        app, Draft("place", POST, gate), Draft("supply_batch", COMPOUND, batch))  # fmt: skip
    doors: list[tuple[Fields, str]] = [
        ({"outcome": "normal", "method": "door", "note": NASTY}, DOORS[0]),
        ({"outcome": "exception", "method": "door", "temperature": 378,
          "symptoms": ["fever", "cough"], "who": "李建国"}, DOORS[1]),
        ({"outcome": "no_answer", "method": "door"}, DOORS[2]),
        ({"outcome": "normal", "method": "door"}, FOREIGN_DOOR),
    ]  # fmt: skip
    author(
        app,
        Draft("contact", DOORS[0], {"head": "李建国", "phone": "13812341234"}),
        *(Draft("screening", door, fields, slot=f"{TODAY}/am", at=at) for fields, door in doors),
        Draft("disinfection", LIFT, {"agent": "chlorine", "mg_l": 500, "contact_minutes": 30,
              "method": ["wipe", "spray"], "inspector": "陈医生", "terminal": True},
              slot=f"{TODAY}/am", at=(at, at + 1_200_000)),
        Draft("gate_entry", POST, {"direction": "in", "decision": "passed", "name": "张三丰",
              "four_musts": ["identity", "mask"], "temperature": 365, "plate": "鄂A12345",
              "household": DOORS[0], "reason": "买菜"}, at=at),
        Draft("delivery", DOORS[0], {"outcome": "delivered", "batch": cabbage, "quantity": 1,
              "reason": "medical"}, at=at),
        by=by,
    )  # fmt: skip


def export(person: Person, table: str, place: str = COMMUNITY, **query: str) -> TestResponse:
    return person.get(f"/api/v1/exports/{table}", query_string={"place": place} | query)


def csv_rows(answer: TestResponse) -> list[list[str]]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def rows_of(
    person: Person, table: str, place: str = COMMUNITY, **query: str
) -> list[dict[str, str]]:
    heads, *rows = csv_rows(export(person, table, place, format="csv", **query))
    return [dict(zip(heads, row, strict=True)) for row in rows]


def shown_in(cell: Cell | MergedCell) -> str:
    """What a workbook shows in a cell."""
    if cell.value is None:
        return ""
    if isinstance(cell.value, datetime):
        assert cell.number_format == "yyyy-mm-dd"
        return cell.value.date().isoformat()
    if isinstance(cell.value, int | float):
        decimals = len(cell.number_format.partition(".")[2])
        return f"{cell.value:.{decimals}f}"
    return str(cell.value)


def text_of(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    pages = PdfReader(io.BytesIO(answer.data)).pages
    return "\n".join(page.extract_text() for page in pages)


def squeezed(text: str) -> str:
    """The text without spaces: a cell is broken into lines where its column ends."""
    return "".join(text.split())
