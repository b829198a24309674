"""The files that leave: the same table in each format, whole, safe to open, with its margins."""

from __future__ import annotations

import io

import openpyxl
import pytest
from flask import Flask
from pypdf import PdfReader

from server.log.authoring import Draft
from server.reports import pdf_file
from tests.people import Person, said
from tests.server.exports import (
    LEDGERS,
    NASTY,
    TODAY,
    Fields,
    csv_rows,
    export,
    shown_in,
    squeezed,
    text_of,
)
from tests.town import COMMUNITY, COMPOUND, DOORS, author


@pytest.mark.parametrize("table", LEDGERS)
def test_every_ledger_is_the_same_in_csv_xlsx_and_pdf(
    morning: Flask, secretary: Person, table: str
) -> None:
    heads, *rows = csv_rows(export(secretary, table, COMPOUND, format="csv"))
    answer = export(secretary, table, COMPOUND, format="xlsx")
    assert answer.content_length == len(answer.data)
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n", "d"}
    read = [[shown_in(cell) for cell in row] for row in book.worksheets[0].iter_rows()]
    assert read == [heads, *rows]
    paper = squeezed(text_of(export(secretary, table, COMPOUND, format="pdf")))
    for cell in (*heads, *(cell for row in rows for cell in row)):
        assert squeezed(cell) in paper, cell
    assert rows, "there is something to compare"


def unframed(data: bytes) -> tuple[bytes, list[int]]:
    """The file in an answer that tells how far it is, and what it told."""
    out, at = b"", 0
    told: list[int] = []
    while True:
        end = data.index(b"\n", at)
        what, _, count = data[at:end].decode().partition(" ")
        at = end + 1
        if what == "e":
            assert at == len(data)
            return out, told
        if what == "r":
            told.append(int(count))
        else:
            out += data[at : at + int(count)]
            at += int(count)


@pytest.mark.parametrize("format", ["csv", "xlsx", "pdf"])
def test_a_watched_export_is_the_same_file(morning: Flask, secretary: Person, format: str) -> None:
    answer = export(secretary, "screening", format=format, progress="true")
    assert answer.content_type == "application/x-six-frames"
    assert answer.headers["Six-Rows"] == "3"
    file, told = unframed(answer.data)
    assert told[-1] == 3
    if format == "csv":
        assert file == export(secretary, "screening", format="csv").data
    elif format == "xlsx":
        assert openpyxl.load_workbook(io.BytesIO(file)).worksheets[0].max_row == 4
    else:
        assert PdfReader(io.BytesIO(file)).pages[0].extract_text()


def test_a_table_too_long_for_one_paper_says_so_and_comes_in_parts(
    morning: Flask, secretary: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.reports.pdf_file.MOST_ROWS", 2)
    offered = said(secretary.get(f"/api/v1/exports?place={COMMUNITY}"))
    assert offered["paper_rows"] == 2, "said before anybody asks for it"
    assert offered["tagged_rows"] == pdf_file.TAGGED_ROWS
    refused = export(secretary, "screening", format="pdf", progress="true")
    assert refused.status_code == 422
    more = refused.get_json()
    assert (more["code"], more["rows"], more["most"]) == ("too_long_for_paper", 3, 2)
    first, second = (
        export(secretary, "screening", format="pdf", part=str(part)) for part in (1, 2)
    )
    assert [answer.headers["Six-Rows"] for answer in (first, second)] == ["2", "1"]
    assert "分份2/2(3–3)" in squeezed(text_of(second))
    assert "201" in text_of(second)
    assert "201" not in text_of(first)
    assert export(secretary, "screening", format="pdf", part="3").status_code == 404
    assert export(secretary, "screening", format="csv").status_code == 200, "only paper has an end"


def test_what_somebody_typed_is_no_formula_and_no_markup(morning: Flask, secretary: Person) -> None:
    reason = {"reason": "核对一条备注"}
    book = openpyxl.load_workbook(io.BytesIO(export(secretary, "screening", **reason).data))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert NASTY in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    paper = text_of(export(secretary, "screening", format="pdf", **reason))
    assert squeezed(NASTY) in squeezed(paper)


def test_days_and_figures_are_such_to_a_workbook_and_doors_and_phones_are_text(
    morning: Flask, secretary: Person
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(secretary, "screening").data))
    head, *rows = book.worksheets[0].iter_rows()
    kinds = {}
    for at, cell in enumerate(head):
        kinds[cell.value] = {row[at].data_type for row in rows if row[at].value is not None}
    assert (kinds["日期"], kinds["体温"], kinds["电话"]) == ({"d"}, {"n"}, {"s"})
    assert (kinds["门牌"], kinds["时间"]) == ({"s"}, {"s"})
    assert rows[1][8].value == 37.8
    sums = openpyxl.load_workbook(io.BytesIO(export(secretary, "screening_days").data))
    *parts, total = list(sums.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert sum(float(str(row[3])) for row in parts) == total[3], "a column adds up"


def test_half_of_a_character_in_a_note_stops_no_page_no_feed_and_no_file(
    morning: Flask, secretary: Person
) -> None:
    visit: Fields = {"outcome": "normal", "method": "door", "note": "没人应\ud83d"}
    author(morning, Draft("screening", DOORS[3], visit, slot=f"{TODAY}/am"))
    said_of = {
        "/events": {"place": COMMUNITY, "reason": "核对一条备注", "limit": "1000"},
        f"/doors/{DOORS[3]}/history": {},
    }
    for path, query in said_of.items():
        answer = secretary.get(f"/api/v1{path}", query_string=query)
        assert (answer.status_code, "没人应\ufffd" in answer.get_data(as_text=True)) == (200, True)
    for table, place in (("screening", COMMUNITY), ("door", DOORS[3])):
        rows = csv_rows(export(secretary, table, place, format="csv", reason="核对一条备注"))
        assert any("没人应\ufffd" in cell for row in rows for cell in row)
        book = export(secretary, table, place, format="xlsx", reason="核对一条备注").data
        sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
        assert any("没人应\ufffd" in str(cell.value) for row in sheet for cell in row)
        paper = text_of(export(secretary, table, place, format="pdf", reason="核对一条备注"))
        assert "没人应" in squeezed(paper)


def test_a_file_says_as_of_when_and_for_whom_it_was_made(morning: Flask, secretary: Person) -> None:
    answer = export(secretary, "gate", **{"from": "2020-03-01"})
    about = openpyxl.load_workbook(io.BytesIO(answer.data))["说明"]
    lines = {row[0]: row[1] for row in about.iter_rows(values_only=True)}
    assert lines["范围"] == "武汉市 江汉区 唐家墩街道 西桥社区"
    assert lines["日期"] == "2020-03-01 – 2020-03-10"
    assert lines["截至"] == "2020-03-10 08:30 (UTC+8)"
    assert (lines["姓名电话"], lines["导出"]) == ("已遮", "肖姐")
    disposition = answer.headers["Content-Disposition"]
    assert 'filename="gate-2020-03-01-2020-03-10.xlsx"' in disposition
    assert "filename*=UTF-8''%E5%87%BA%E5%85%A5" in disposition
    assert answer.headers["Six-Rows"] == "1"
