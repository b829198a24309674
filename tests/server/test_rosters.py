"""Rosters, division lists and generated buildings over HTTP: seen first, taken whole or not."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

import server.data
from server.db import db
from server.models import Audit, Op, Place
from server.roster.imports import apply_lists
from server.roster.sheets import MAX_BYTES
from server.roster.template import template_csv, template_xlsx
from tests.people import Person, said, signed_in

COMMUNITY, OTHER = "420103009001", "420103009002"
DIVISIONS = (
    "code,name\n4201,武汉市\n420103,江汉区\n420103009,唐家墩街道\n"
    f"{COMMUNITY},西桥社区\n{OTHER},汽运社区\n420112105201,某某村\n420112105,某街道\n420112,东西湖区\n"
)
HEAD = "小区,楼栋,单元,楼层,门牌,户主,电话,居住情况\n"
ROSTER = HEAD + "".join(
    f"华氏儒商花园,3栋,1,{floor},{floor}0{door},李小明,13871234567,在住\n"
    for floor in range(1, 4)
    for door in range(1, 5)
)
REAL_LIST = Path(__file__).parents[1] / "data" / "outbreak_pois.gb18030.csv"


@pytest.fixture
def town(app: Flask) -> Flask:
    with app.app_context():
        apply_lists([("divisions.csv", DIVISIONS.encode())], None)
    return app


def send(person: Person, path: str, data: bytes, **form: Any) -> Any:
    """What the desk's form sends."""
    fields = {"file": FileStorage(io.BytesIO(data), "roster.csv"), **form}
    boundary, body = encode_multipart(fields)
    return person.send(
        "POST",
        f"/api/v1/{path}",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )


def ops(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Op)) or 0


def households(app: Flask) -> int:
    with app.app_context():
        found = select(func.count()).where(Place.type == "household")
        return db.session.scalar(found) or 0


def test_a_preview_says_what_would_change_and_changes_nothing(
    town: Flask, secretary: Person
) -> None:
    before = ops(town)
    answer = send(secretary, "rosters/preview", ROSTER.encode("gb18030"), place=COMMUNITY)
    seen = said(answer)
    assert answer.status_code == 200
    assert (seen["encoding"], seen["rows"]) == ("gb18030", 12)
    assert (seen["added"], seen["changed"], seen["left"]) == (12, 0, 0)
    assert seen["new_places"] == {"compound": 1, "building": 1, "stairwell": 1, "household": 12}
    assert seen["new_names"] == {"compound": ["华氏儒商花园"], "building": ["3栋"]}
    assert seen["sample"][0]["fields"]
    assert ops(town) == before


def test_an_import_makes_the_places_and_the_second_one_changes_nothing(
    town: Flask, secretary: Person
) -> None:
    first = said(send(secretary, "rosters", ROSTER.encode(), place=COMMUNITY))
    assert (first["added"], first["changed"], first["left"]) == (12, 0, 0)
    assert households(town) == 12
    written = ops(town)
    again = said(send(secretary, "rosters", ROSTER.encode("utf-8-sig"), place=COMMUNITY))
    assert (again["added"], again["changed"], again["left"]) == (0, 0, 12)
    assert ops(town) == written


def test_who_previews_does_not_read_the_register_through_it(town: Flask, secretary: Person) -> None:
    send(secretary, "rosters", ROSTER.encode(), place=COMMUNITY)
    operator = signed_in(town, "operator", None)
    guess = ROSTER.replace("李小明,13871234567", "某人,13800000000")
    shown = send(operator, "rosters/preview", guess.encode(), place=COMMUNITY)
    changes = {change["kind"]: change["fields"] for change in said(shown)["sample"]}
    assert {field["before"] for field in changes["contact"]} == {"李**", "138****4567"}
    assert "李小明" not in shown.get_data(as_text=True)


def test_an_import_is_kept_in_the_audit(town: Flask, secretary: Person) -> None:
    send(secretary, "rosters", ROSTER.encode(), place=COMMUNITY)
    with town.app_context():
        (note,) = db.session.scalars(select(Audit).where(Audit.act == "roster_import"))
        assert (f"u{note.user_key}", '"added":12' in note.details) == (secretary.id, True)
        assert "李小明" not in note.details


def test_one_bad_cell_and_nothing_is_imported(town: Flask, secretary: Person) -> None:
    before = ops(town)
    bad = ROSTER + "华氏儒商花园,3栋,1,3,304,,,在住\n华氏儒商花园,3栋,1,x,4,,abc,\n"
    answer = send(secretary, "rosters", bad.encode(), place=COMMUNITY)
    fault = said(answer)
    assert (answer.status_code, fault["code"]) == (422, "roster_faulty")
    assert [(one["line"], one["column"], one["code"]) for one in fault["errors"]] == [
        (14, "门牌", "duplicate_door"),
        (15, "楼层", "not_a_number"),
        (15, "电话", "phone_form"),
    ]
    assert ops(town) == before
    assert households(town) == 0


def test_a_preview_of_a_bad_file_lists_every_fault_in_both_languages(
    secretary: Person,
) -> None:
    bad = ROSTER.replace("在住", "走了", 2)
    seen = said(send(secretary, "rosters/preview", bad.encode(), place=COMMUNITY))
    assert (seen["errors_total"], seen["added"]) == (2, 10)
    (first, _) = seen["errors"]
    assert (first["line"], first["column"], first["value"]) == (2, "居住情况", "走了")
    assert first["reason"]["zh"] and first["reason"]["en"]


def test_an_unknown_column_may_be_left_out_by_name(secretary: Person) -> None:
    text = "小区,楼栋,门牌,身份证号\n甲,1,101,4201\n"
    seen = said(send(secretary, "rosters/preview", text.encode(), place=COMMUNITY))
    assert [one["code"] for one in seen["errors"]] == ["unknown_column"]
    seen = said(
        send(secretary, "rosters/preview", text.encode(), place=COMMUNITY, ignore="身份证号")
    )
    assert seen["errors"] == []
    assert {"heading": "身份证号", "field": None} in seen["columns"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty_file"),
        (b"\x89PNG\x00", "binary"),
        (b"PK\x03\x04 broken", "xlsx_broken"),
        ("小区,楼栋,门牌\n".encode("utf-16"), "encoding_unsupported"),
        (REAL_LIST.read_bytes(), "no_headings"),
        ("小区,门牌\n甲,1\n".encode(), "missing_column"),
        (b"a" * (MAX_BYTES + 1), "too_big"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_clear_answer(
    secretary: Person, data: bytes, why: str
) -> None:
    for path in ("rosters/preview", "rosters"):
        answer = send(secretary, path, data, place=COMMUNITY)
        assert (answer.status_code, said(answer)["code"]) == (422, "unreadable_file")
        assert said(answer)["why"] == why
        assert said(answer)["reason"]["zh"]


def test_a_much_too_large_upload_is_refused_without_being_read(secretary: Person) -> None:
    answer = secretary.send(
        "POST",
        "/api/v1/rosters",
        data=b"a" * (MAX_BYTES + 200_000),
        content_type="multipart/form-data; boundary=b",
    )
    assert (answer.status_code, said(answer)["code"]) == (413, "too_large")


def test_a_form_without_a_file_or_with_a_wrong_field_is_invalid(secretary: Person) -> None:
    answer = secretary.send(
        "POST",
        "/api/v1/rosters",
        data={"place": COMMUNITY},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    answer = send(secretary, "rosters", ROSTER.encode(), place=COMMUNITY, encoding="big5")
    assert answer.status_code == 422


def test_the_roster_of_another_community_is_not_there(town: Flask, secretary: Person) -> None:
    assert send(secretary, "rosters", ROSTER.encode(), place=OTHER).status_code == 404
    assert send(secretary, "rosters/preview", ROSTER.encode(), place=OTHER).status_code == 404
    assert send(secretary, "rosters", ROSTER.encode(), place="420103").status_code == 404


@pytest.mark.parametrize("role", ["district", "street"])
def test_who_only_watches_may_not_import(town: Flask, role: str) -> None:
    place = {"district": "420103", "street": "420103009"}[role]
    watcher = signed_in(town, role, place)
    assert send(watcher, "rosters", ROSTER.encode(), place=COMMUNITY).status_code == 403


@pytest.mark.parametrize(
    ("format", "expected"), [("csv", template_csv()), ("xlsx", template_xlsx())]
)
def test_the_template_can_be_downloaded_and_imported(
    secretary: Person, format: str, expected: bytes
) -> None:
    answer = secretary.get(f"/api/v1/rosters/template?format={format}")
    assert answer.status_code == 200
    assert f"roster.{format}" in answer.headers["Content-Disposition"]
    assert answer.data[:4] == expected[:4]
    seen = said(send(secretary, "rosters", answer.data, place=COMMUNITY))
    assert (seen["added"], seen["errors"]) == (7, [])


def test_changed_cells_become_corrections(town: Flask, secretary: Person) -> None:
    send(secretary, "rosters", ROSTER.encode(), place=COMMUNITY)
    written = ops(town)
    changed = ROSTER.replace("101,李小明,13871234567,在住", "101,李小明,13871234567,空户")
    seen = said(send(secretary, "rosters", changed.encode(), place=COMMUNITY))
    assert (seen["changed"], seen["left"]) == (1, 11)
    assert ops(town) == written + 1
    with town.app_context():
        door = db.session.scalars(select(Place).where(Place.id == f"{COMMUNITY}.1.3.1.101")).one()
        assert door.occupancy == "vacant"


BUILDING = {
    "compound": f"{COMMUNITY}.1", "name": "7栋", "stairwells": 2, "floors": 6,
    "doors_per_floor": 2, "skip_floors": [4],
}  # fmt: skip


def test_a_building_is_drawn_before_it_is_made(town: Flask, secretary: Person) -> None:
    send(secretary, "rosters", ROSTER.encode(), place=COMMUNITY)
    before = ops(town)
    drawn = said(secretary.post("/api/v1/buildings/preview", BUILDING))
    assert (drawn["households"], drawn["added"]) == (24, 24)
    first = drawn["stairwells"][0]
    assert first["name"] == "1"
    assert first["floors"][0] == {"floor": 1, "doors": ["101", "102"]}
    assert [row["floor"] for row in first["floors"]] == [1, 2, 3, 5, 6, 7]
    assert ops(town) == before
    answer = secretary.post("/api/v1/buildings", BUILDING | {"vacant": ["1/101"]})
    assert answer.status_code == 201
    assert households(town) == 12 + 24
    again = said(secretary.post("/api/v1/buildings", BUILDING))
    assert (again["added"], again["left"]) == (0, 24)


@pytest.mark.parametrize(
    "changes",
    [
        {"pattern": "{floor}"},
        {"pattern": "{nobody}"},
        {"floors": 0},
        {"floors": "six"},
        {"floors": 2**63 - 1},
        {"skip_floors": list(range(1, 200))},
        {"name": "!"},
    ],
)
def test_a_building_without_sense_is_refused(
    town: Flask, secretary: Person, changes: dict[str, Any]
) -> None:
    send(secretary, "rosters", ROSTER.encode(), place=COMMUNITY)
    answer = secretary.post("/api/v1/buildings/preview", BUILDING | changes)
    assert answer.status_code in (400, 422)


def test_division_lists_are_for_the_operator(town: Flask, secretary: Person) -> None:
    operator = signed_in(town, "operator", None)
    wuhan = (Path(server.data.__file__).parent / "wuhan_areas.csv").read_bytes()
    seen = said(send(operator, "places/preview", wuhan))
    assert (seen["added"], seen["changed"], seen["left"], seen["rows"]) == (11, 0, 2, 13)
    assert said(send(operator, "places", wuhan))["added"] == 11
    assert said(send(operator, "places", wuhan))["left"] == 13
    assert send(secretary, "places", wuhan).status_code == 403


def test_a_division_without_its_parent_is_refused(town: Flask) -> None:
    operator = signed_in(town, "operator", None)
    answer = send(operator, "places", "code,name\n990102001,某街道\n".encode())
    assert (answer.status_code, said(answer)["errors"][0]["code"]) == (422, "unknown_parent")


def preview(person: Person, text: str, **form: Any) -> list[list[str]]:
    """The rows of the preview's file."""
    answer = send(
        person, "rosters/preview/table", text.encode(), place=COMMUNITY, format="csv", **form
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]


def test_a_preview_says_row_by_row_what_it_would_do_and_what_is_wrong(
    town: Flask, secretary: Person
) -> None:
    send(secretary, "rosters", ROSTER.encode(), place=COMMUNITY)
    before = ops(town)
    text = (
        HEAD
        + "华氏儒商花园,3栋,1,1,101,李小明,13871234567,在住\n"
        + "华氏儒商花园,3栋,1,1,102,李小明,13987654321,空户\n"
        + "华氏儒商花园,3栋,1,9,901,周新来,13812340000,\n"
        + "华氏儒商花园,3栋,1,1,103,吴用,138-坏,在住\n"
    )
    rows = preview(secretary, text)
    assert [(row[0], row[4], row[9]) for row in rows] == [
        ("2", "101", "没变"), ("3", "102", "改动"), ("4", "901", "新增"), ("5", "", "要改"),
    ]  # fmt: skip
    assert rows[1][10] == "有没有人住 有人住 → 空户; 电话 138****4567 → 139****4321"
    assert "「…」" in rows[3][11], "what stands in a cell of persons is no more shown than they are"
    assert rows[2][5:7] == ["周**", "138****0000"]
    assert ops(town) == before


def test_names_of_a_preview_come_in_full_for_a_reason_that_is_kept(
    town: Flask, secretary: Person
) -> None:
    (row, *_) = preview(secretary, ROSTER, reason="名册核对")
    assert row[5:7] == ["李小明", "13871234567"]
    with town.app_context():
        kept = db.session.execute(
            select(Audit.about, Audit.details).where(Audit.act == "export")
        ).one()
    assert kept.about == "roster_preview"
    assert "名册核对" in kept.details


def test_a_preview_of_several_sheets_is_told_by_sheet_and_line(
    town: Flask, secretary: Person
) -> None:
    book = openpyxl.Workbook()
    for sheet, door in (("一", "101"), ("二", "201")):
        page = book.create_sheet(sheet)
        page.append(["小区", "楼栋", "门牌"])
        page.append(["花园", "3栋", door])
    book.remove(book.worksheets[0])
    kept = io.BytesIO()
    book.save(kept)
    answer = send(
        secretary, "rosters/preview/table", kept.getvalue(), place=COMMUNITY, format="csv"
    )
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]
    assert {(row[0], row[4]) for row in rows} == {("一!2", "101"), ("二!2", "201")}


def test_whoever_may_not_export_takes_no_preview_away(town: Flask) -> None:
    operator = signed_in(town, "operator", None)
    answer = send(operator, "rosters/preview/table", ROSTER.encode(), place=COMMUNITY)
    assert answer.status_code == 403
