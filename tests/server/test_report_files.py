"""CSV and XLSX that leave the house: read again, they hold the same text and nothing that acts."""

from __future__ import annotations

import csv
import io
import tracemalloc
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import openpyxl
import pytest

from server.reports.csv_file import steps_csv, write_csv
from server.reports.frames import frames
from server.reports.table import Column, Row, Step, Table
from server.reports.xlsx_file import steps_xlsx, write_xlsx
from tests.sync.hostile import HOSTILE

UNCHANGED = {"plain", "a pair", "quotes and slashes", "not normalised"}
NASTY = [
    "=1+1", "+86 138", "-1", "@SUM(A1)", "\t=1", "\n=1", " =1", "\u3000=1", "＝1+1", "\r\n=1",
    '=HYPERLINK("http://x","y")', "{=1}", "http://example.org", "00123", "1-2", "3e10",
]  # fmt: skip


def table(rows: list[Row]) -> Table:
    columns = [Column("门牌", 10), Column("备注", 30)]
    facts = [("范围", "西桥社区"), ("截至", "2020-03-10 08:30"), ("说明", "姓名已遮")]
    return Table(
        "doors", "消毒记录表", facts, columns, rows, "zh", "截至 8:30 & 姓名已遮", ["填表人"]
    )


def csv_of(made: Table) -> tuple[bytes, list[list[str]]]:
    data = b"".join(write_csv(made))
    return data, list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def xlsx_of(made: Table) -> openpyxl.Workbook:
    size, pieces = write_xlsx(made)
    data = b"".join(pieces)
    assert len(data) == size
    return openpyxl.load_workbook(io.BytesIO(data))


def test_csv_begins_with_the_mark_that_spreadsheets_ask_for() -> None:
    data, rows = csv_of(table([["101", '家里有老人, "独居"\n要买药']]))
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows == [["门牌", "备注"], ["101", '家里有老人, "独居"\n要买药']]


@pytest.mark.parametrize("cell", NASTY[:11])
def test_csv_never_begins_a_cell_with_what_a_spreadsheet_calculates(cell: str) -> None:
    _, rows = csv_of(table([["101", cell]]))
    assert rows[1][1].startswith("'")
    assert rows[1][1][1:] == cell.replace("\r\n", "\n")


def test_csv_is_written_while_the_rows_are_read() -> None:
    read: list[int] = []

    def rows() -> Iterator[Row]:
        for number in range(1_000):
            read.append(number)
            yield [str(number), ""]

    made = table([])
    pieces = write_csv(Table(made.name, made.title, made.facts, made.columns, rows(), "zh"))
    next(pieces)
    assert not read
    next(pieces)
    assert len(read) < 1_000


def test_xlsx_holds_no_formula_number_date_or_link() -> None:
    book = xlsx_of(table([[str(at), cell] for at, cell in enumerate(NASTY)]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    read = [row[1] for row in book["消毒记录表"].iter_rows(min_row=2, values_only=True)]
    assert read == [cell.replace("\r\n", "\n") for cell in NASTY]


@pytest.mark.parametrize("what", HOSTILE)
def test_each_format_says_the_same_of_whatever_a_phone_may_have_sealed(what: str) -> None:
    cell = f"甲{HOSTILE[what]}"
    _, rows = csv_of(table([["101", cell]]))
    said = rows[1][1]
    assert xlsx_of(table([["101", cell]]))["消毒记录表"]["B2"].value == said
    assert not [
        one for one in said if unicodedata.category(one) in ("Cc", "Cs") and one not in "\t\n"
    ]
    assert "\u202e" not in said, "the rest of the row is not turned around"
    assert (said == cell) == (what in UNCHANGED), "what can be written is written as it is"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7), ("37.0", 37.0), ("-1", "-1"), ("007", "007"),
        ("13812341234567", "13812341234567"),
        ("60.0%", "60.0%"), ("1e5", "1e5"), ("٣", "٣"), ("合计", "合计"), ("", None),
    ],
)  # fmt: skip
def test_under_a_head_of_figures_only_a_figure_is_a_number(text: str, value: object) -> None:
    made = replace(table([]), columns=[Column("户数", 8, figure=True)], rows=[[text]])
    assert xlsx_of(made)["消毒记录表"]["A2"].value == value


@pytest.mark.parametrize("text", ["2020-03-10", "2020-02-30", "1-2", "2020-03-10 08:30"])
def test_under_a_head_of_days_only_a_day_is_a_date(text: str) -> None:
    made = replace(table([]), columns=[Column("日期", 11, day=True)], rows=[[text]])
    cell = xlsx_of(made)["消毒记录表"]["A2"]
    assert cell.data_type == ("d" if text == "2020-03-10" else "s")


def test_xlsx_keeps_its_head_in_sight_and_on_every_page() -> None:
    book = xlsx_of(table([["101", ""]]))
    sheet = book["消毒记录表"]
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddFooter is not None
    assert str(sheet.oddFooter.right.text).strip() == "&P / &N"
    assert str(sheet.oddFooter.left.text).strip() == "截至 8:30 && 姓名已遮"
    assert str(sheet.oddFooter.center.text).startswith("填表人:____"), "to be signed on each page"
    assert sheet.oddHeader is not None
    assert sheet.oddHeader.center.text == "消毒记录表\n范围 西桥社区  截至 2020-03-10 08:30"
    assert sheet.column_dimensions["B"].width > sheet.column_dimensions["A"].width
    about = list(book["说明"].iter_rows(values_only=True))
    assert ("截至", "2020-03-10 08:30") in about
    assert about[0][0] == "消毒记录表"


def test_an_empty_table_is_a_file_with_its_heads() -> None:
    _, rows = csv_of(table([]))
    assert rows == [["门牌", "备注"]]
    assert xlsx_of(table([]))["消毒记录表"].max_row == 1


def test_a_cell_longer_than_a_workbook_takes_is_cut_and_not_lost() -> None:
    book = xlsx_of(table([["101", "长" * 40_000]]))
    said = book["消毒记录表"]["B2"].value
    assert (len(said), said[-2:]) == (32_767, "长…"), "and says that there was more"


def counted(rows: int, read: list[int]) -> Iterator[Row]:
    for number in range(rows):
        read.append(number)
        yield [str(number), "家里有老人"]


@pytest.mark.parametrize("steps", [steps_csv, steps_xlsx])
def test_a_file_tells_how_far_it_is_while_it_is_made(
    steps: Callable[[Table], Iterable[Step]],
) -> None:
    read: list[int] = []
    on_its_way = iter(steps(replace(table([]), rows=counted(1_700, read))))
    first = next(step for step in on_its_way if isinstance(step, int))
    assert first == len(read) < 1_700
    rest = list(on_its_way)
    assert max(step for step in rest if isinstance(step, int)) == 1_700


@pytest.mark.parametrize("steps", [steps_csv, steps_xlsx])
def test_whoever_stops_watching_stops_the_making(
    steps: Callable[[Table], Iterable[Step]],
) -> None:
    read: list[int] = []
    sent = frames(steps(replace(table([]), rows=counted(5_000, read))))
    while not next(sent).startswith(b"r "):
        pass
    sent.close()  # type: ignore[attr-defined]  # a generator, which the answer closes likewise
    assert 0 < len(read) < 5_000


def test_a_long_workbook_needs_no_more_memory_than_a_short_one() -> None:
    """4,700 households on fourteen days, morning and evening, are 131,600 rows."""

    def peak(rows: int) -> int:
        made = replace(table([]), rows=([str(at), "家里有老人"] for at in range(rows)))
        tracemalloc.start()
        for _ in steps_xlsx(made):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(8_000) - peak(1_000) < 200_000
