"""Reading rosters: every encoding by measurement, every bad cell by name, no file trusted."""

from __future__ import annotations

import contextlib
import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook as Book

from server.roster.decoding import decode
from server.roster.faults import Unreadable
from server.roster.rows import Roster, read_roster
from server.roster.sheets import MAX_BYTES, MAX_ROWS, read_file
from server.roster.template import template_csv, template_xlsx

REAL_LIST = Path(__file__).parents[1] / "data" / "outbreak_pois.gb18030.csv"
HEAD = "小区,楼栋,单元,楼层,门牌,户主,人数,电话,居住情况,标签\n"
ROW = "华氏儒商花园,3栋,1,13,1302,李小明,3,13871234567,在住,独居\n"


def roster(text: str, encoding: str = "utf-8", ignore: tuple[str, ...] = ()) -> Roster:
    return read_roster(read_file(text.encode(encoding)), ignore)


def refused(data: bytes, encoding: str | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_roster(read_file(data, encoding))
    assert caught.value.reason()["zh"] and caught.value.reason()["en"]
    return caught.value


def codes(found: Roster) -> list[str]:
    return [fault.code for fault in found.faults]


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = Book(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "reported"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030")],
)
def test_the_same_roster_reads_the_same_in_every_encoding(encoding: str, reported: str) -> None:
    found = roster(HEAD + ROW, encoding)
    assert found.encoding == reported
    assert found.faults == ()
    (row,) = found.rows
    assert (row.compound, row.building, row.door, row.head) == (
        "华氏儒商花园", "3", "1302", "李小明",
    )  # fmt: skip
    assert (row.floor, row.people, row.occupancy, row.tags) == (13, 3, "occupied", ("alone",))


def test_a_real_spreadsheet_list_is_decoded_as_gb18030() -> None:
    decoded = decode(REAL_LIST.read_bytes())
    assert decoded.encoding == "gb18030"
    assert decoded.text.splitlines()[1].startswith("三元里街道,23.160573,113.263635,乡镇")
    assert "仙桃·福星城" in decoded.text
    assert "\xa0" in decoded.text, "a four-byte character of GB18030 that GBK does not have"


def test_a_real_list_that_is_not_a_roster_is_refused_with_the_headings_that_are_known() -> None:
    wrong = refused(REAL_LIST.read_bytes())
    assert wrong.code == "no_headings"
    assert "小区" in wrong.en


def test_a_truncated_gb18030_file_is_refused_with_the_line() -> None:
    data = (HEAD + ROW).encode("gb18030")
    cut = data[: data.index("独居".encode("gb18030")) + 1]
    wrong = refused(cut)
    assert wrong.code == "encoding_unknown"
    assert refused(cut, "gb18030").code == "encoding_broken"


def test_text_of_another_encoding_is_refused_and_not_read_as_wrong_names() -> None:
    big5 = "小區,樓棟,門牌,戶主\n華氏儒商花園,三棟,壹仟參佰,歐陽\n".encode("big5")
    assert refused(big5).code == "encoding_unknown"


def test_bytes_that_make_sense_in_two_encodings_are_refused_until_a_person_says_which() -> None:
    # The GB18030 bytes of these two characters are also valid UTF-8 (two other letters).
    both = "compound,building,door\n目目,1,101\n".encode("gb18030")
    both = both.replace("目目".encode("gb18030"), b"\xc4\xbf\xc4\xbf")
    assert refused(both).code == "encoding_ambiguous"
    assert read_file(both, "gb18030").sheets[0].lines[0].cells[0] == "目目"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_unicode_forms_are_named_and_refused(encoding: str) -> None:
    assert refused((HEAD + ROW).encode(encoding)).code == "encoding_unsupported"


def test_an_encoding_that_nobody_knows_is_refused() -> None:
    assert refused((HEAD + ROW).encode(), "latin-1").code == "encoding_unsupported"


@pytest.mark.parametrize("data", [b"", b"   \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refused(data).code == "empty_file"


def test_a_picture_is_refused() -> None:
    assert refused(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR").code == "binary"


def test_an_old_workbook_is_refused_with_what_to_do() -> None:
    wrong = refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    assert wrong.code == "old_excel"
    assert "XLSX" in wrong.en


def test_an_oversized_file_is_refused_before_it_is_read() -> None:
    assert refused(b"a" * (MAX_BYTES + 1)).code == "too_big"


def test_too_many_rows_are_refused() -> None:
    lines = "".join(f"甲,1,1,1,{door}\n" for door in range(MAX_ROWS + 1))
    assert refused(("小区,楼栋,单元,楼层,门牌\n" + lines).encode()).code == "too_many_rows"


def test_too_many_columns_are_refused() -> None:
    assert refused((HEAD.strip() + ",x" * 80 + "\n").encode()).code == "too_many_columns"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "\uff0c", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    found = roster((HEAD + ROW).replace(",", delimiter))
    assert found.delimiter == delimiter
    assert len(found.rows) == 1


def test_an_unclosed_quote_is_refused_with_its_line() -> None:
    wrong = refused((HEAD + ROW + '华氏儒商花园,"3栋,1\n').encode())
    assert wrong.code == "csv_broken"
    assert "line 3" in wrong.en


def test_a_title_above_the_headings_is_passed_over() -> None:
    found = roster("华氏儒商花园住户名册,,,,\n\n" + HEAD + ROW)
    assert found.rows[0].line == 4


def test_english_headings_mean_the_same() -> None:
    found = roster("Compound,Building,Stairwell,Floor,Door,Occupancy\nA,3,1,13,1302,away\n")
    assert found.faults == ()
    assert found.rows[0].occupancy == "away"


def test_a_remark_in_a_heading_does_not_hide_it() -> None:
    found = roster("小区*,楼 栋(号),门牌:\n甲,1,101\n")
    assert found.faults == ()
    assert found.rows[0].door == "101"


def test_an_unknown_column_is_a_fault_until_a_person_says_to_leave_it_out() -> None:
    text = HEAD.strip() + ",身份证号\n" + ROW.strip() + ",420102199001011234\n"
    (fault,) = roster(text).faults
    assert (fault.code, fault.column, fault.line) == ("unknown_column", "身份证号", 1)
    assert roster(text, ignore=("身份证号",)).faults == ()


def test_two_columns_of_one_meaning_are_a_fault() -> None:
    assert "repeated_column" in codes(roster("小区,楼栋,门牌,房号\n甲,1,101,101\n"))


def test_a_roster_without_a_needed_column_is_refused() -> None:
    wrong = refused("小区,门牌\n甲,101\n".encode())
    assert wrong.code == "missing_column"
    assert "楼栋" in wrong.zh


def test_every_bad_cell_is_reported_with_line_column_value_and_reason() -> None:
    found = roster(
        HEAD + ROW
        + "华氏儒商花园,3栋,1,十三,1303,张,三,138,走了,土豪\n"
        + ",3栋,1,12,1201,,,,,\n"
        + "华氏儒商花园,,1,12,1201,,,,,\n"
        + "华氏儒商花园,3栋,1,12,,,,,,\n"
        + "华氏儒商花园,3栋,1,200,1201,,99,,,\n"
    )  # fmt: skip
    seen = [(fault.line, fault.column, fault.value, fault.code) for fault in found.faults]
    assert seen == [
        (3, "楼层", "十三", "not_a_number"),
        (3, "人数", "三", "not_a_number"),
        (3, "电话", "138", "phone_form"),
        (3, "居住情况", "走了", "not_a_choice"),
        (3, "标签", "土豪", "not_a_choice"),
        (4, "小区", "", "missing"),
        (5, "楼栋", "", "missing"),
        (6, "门牌", "", "missing"),
        (7, "楼层", "200", "out_of_range"),
        (7, "人数", "99", "out_of_range"),
    ]
    assert all(fault.to_json()["reason"] for fault in found.faults)
    assert len(found.rows) == 1


def test_a_door_listed_twice_is_a_fault_that_names_the_first_line() -> None:
    (fault,) = roster(HEAD + ROW + ROW.replace("3栋", "3号楼")).faults
    assert (fault.line, fault.code) == (3, "duplicate_door")
    assert "2" in fault.reason()["en"]


def test_the_same_door_number_in_two_stairwells_is_two_doors() -> None:
    found = roster(HEAD + ROW + ROW.replace(",1,13,", ",2,13,"))
    assert found.faults == ()
    assert len(found.rows) == 2


def test_the_floor_is_read_from_the_door_when_it_is_not_given() -> None:
    found = roster("小区,楼栋,门牌\n甲,1,1302\n甲,1,商1\n")
    assert found.rows[0].floor == 13
    assert codes(found) == ["floor_unknown"]


def test_a_formula_is_a_fault_in_csv_and_in_a_workbook() -> None:
    assert codes(roster(HEAD + ROW.replace("李小明", "=1+1"))) == ["formula"]
    book = workbook(("住户", [["小区", "楼栋", "门牌"], ["甲", "1", "=HYPERLINK(1)"]]))
    found = read_roster(read_file(book))
    assert codes(found) == ["formula"]
    assert found.faults[0].value == "=HYPERLINK(1)"


def test_control_characters_and_endless_cells_are_faults() -> None:
    assert codes(roster(HEAD + ROW.replace("李小明", "李\x07"))) == ["control_character"]
    assert codes(roster(HEAD + ROW.replace("李小明", "李" * 300))) == ["too_long"]


def test_a_row_with_more_cells_than_headings_is_a_fault() -> None:
    assert codes(roster(HEAD + ROW.strip() + ",多出来\n")) == ["too_many_cells"]


def test_areas_are_read_with_kind_owner_and_times() -> None:
    head = "小区,楼栋,单元,点位,点位类型,消杀责任,每日次数\n"
    found = roster(head + "甲,1栋,1,东电梯,电梯,物业,4\n甲,,,中心广场,室外,社区,2\n")
    assert found.faults == ()
    lift, square = found.rows
    assert (lift.area_kind, lift.cleaned_by, lift.times_per_day) == ("lift", "property_staff", 4)
    assert (square.area_kind, square.cleaned_by, square.building) == ("outdoor", "community", None)


def test_a_row_that_is_a_door_and_an_area_is_a_fault() -> None:
    found = roster("小区,楼栋,门牌,点位类型\n甲,1,101,电梯\n")
    assert codes(found) == ["door_or_area"]


def test_an_area_listed_twice_is_a_fault() -> None:
    head = "小区,楼栋,点位,点位类型\n"
    assert codes(roster(head + "甲,1,大厅,大厅\n甲,1,大厅,大厅\n")) == ["duplicate_area"]


@pytest.mark.parametrize("data", [template_csv(), template_xlsx()])
def test_the_template_imports_as_it_stands(data: bytes) -> None:
    found = read_roster(read_file(data))
    assert found.faults == ()
    assert len(found.rows) == 7
    assert sum(row.area_kind is not None for row in found.rows) == 4


def test_a_workbook_keeps_whole_numbers_whole_and_names_dates() -> None:
    book = workbook(
        (
            "住户",
            [["小区", "楼栋", "楼层", "门牌", "电话"], ["甲", 1.0, 13.0, 1302.0, 13871234567]],
        ),
        ("其他", [["随便"], ["写的"]]),
        ("更多", [["小区", "楼栋", "门牌"], ["甲", 2, date(2020, 1, 2)]]),
    )
    found = read_roster(read_file(book))
    assert (found.rows[0].building, found.rows[0].door, found.rows[0].phone) == (
        "1", "1302", "13871234567",
    )  # fmt: skip
    assert found.skipped_sheets == ("其他",)
    assert [(fault.sheet, fault.line, fault.code) for fault in found.faults] == [
        ("更多", 2, "date_cell")
    ]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * 60_000_000)
    assert len(out.getvalue()) < 100_000
    assert refused(out.getvalue()).code == "xlsx_bomb"


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04broken", template_xlsx()[:-400], template_xlsx()[:99]],
    ids=["no archive", "without its end", "the beginning only"],
)
def test_a_broken_workbook_is_refused(data: bytes) -> None:
    assert refused(data).code == "xlsx_broken"


def test_a_damaged_part_of_a_workbook_is_refused() -> None:
    data = bytearray(template_xlsx())
    for at in range(200, 400):
        data[at] ^= 0x55
    assert refused(bytes(data)).code == "xlsx_broken"


def test_a_zip_that_is_not_a_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", b"hello")
    assert refused(out.getvalue()).code == "xlsx_broken"


def test_entities_in_a_workbook_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template_xlsx())) as source, zipfile.ZipFile(out, "w") as made:
        for part in source.infolist():
            made.writestr(part, source.read(part))
        made.writestr("xl/extra.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert refused(out.getvalue()).code == "xlsx_broken"


def test_a_row_far_down_a_sheet_does_not_take_the_memory() -> None:
    far = template_xlsx()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(far)) as source, zipfile.ZipFile(out, "w") as made:
        for part in source.infolist():
            markup = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                markup = markup.replace(b'<row r="4"', b'<row r="1048576"')
            made.writestr(part, markup)
    assert len(read_roster(read_file(out.getvalue())).rows) == 6


@given(st.binary(max_size=400))
def test_no_bytes_do_worse_than_being_refused(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        read_roster(read_file(data))


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(st.lists(st.lists(CELL, max_size=12), max_size=6))
def test_no_cells_do_worse_than_being_faults(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD.strip().split(","), *rows])
    with contextlib.suppress(Unreadable):
        found = read_roster(read_file(out.getvalue().encode()))
        assert all(fault.to_json()["reason"] for fault in found.faults)
