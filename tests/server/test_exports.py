"""Exports: each file read again says what the page says, for those who may have it, and no more."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db
from server.log.authoring import Draft
from server.models import Audit
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.server.exports import (
    LEDGERS,
    NASTY,
    TODAY,
    export,
    rows_of,
    text_of,
)
from tests.server.test_board_days import listening
from tests.town import (
    BUILDING,
    COMMUNITY,
    COMPOUND,
    DISTRICT,
    DOORS,
    FOREIGN_COMMUNITY,
    STREET,
    author,
)


@pytest.fixture
def street(town: Flask) -> Person:
    return signed_in(town, "street", STREET, name="街道")


def test_the_disinfection_ledger_fills_itself_from_the_records(
    morning: Flask, secretary: Person
) -> None:
    (row,) = rows_of(secretary, "disinfection")
    assert row == {
        "日期": TODAY, "小区": "华氏儒商花园", "区域": "3栋 电梯A", "时间": "08:10–08:30",
        "药剂与浓度": "含氯(84) 500 mg/L", "消毒方式": "擦拭、喷洒", "作用时间": "30 分钟",
        "操作人": "肖**", "验收人": "陈**", "验收结果": "", "备注": "终末消毒",
    }  # fmt: skip


def test_the_screening_register_says_the_degree_and_the_time_and_hides_the_persons(
    morning: Flask, secretary: Person
) -> None:
    rows = {row["门牌"]: row for row in rows_of(secretary, "screening")}
    assert list(rows) == ["3栋 1单元 101", "3栋 1单元 102", "3栋 1单元 201"]
    assert rows["3栋 1单元 101"]["户主"] == "李**"
    assert rows["3栋 1单元 101"]["电话"] == "138****1234"
    assert rows["3栋 1单元 101"]["备注"] == "…", "free words may name anybody"
    fever = rows["3栋 1单元 102"]
    assert (fever["结果"], fever["体温"], fever["症状"], fever["时间"]) == (
        "异常", "37.8", "发热、咳嗽", "08:10")  # fmt: skip


def test_the_gate_and_supply_ledgers_follow_their_records_to_others(
    morning: Flask, secretary: Person
) -> None:
    (entry,) = rows_of(secretary, "gate")
    assert (entry["姓名"], entry["车牌"], entry["门牌"]) == ("张**", "鄂A***", "3栋 1单元 101")
    assert (entry["门岗"], entry["四必"], entry["体温"]) == ("南门", "身份已问、口罩已戴", "36.5")
    given, total = rows_of(secretary, "delivery")
    assert (given["物资"], given["份数"], given["优先原因"], given["结果"], given["签收"]) == (
        "白菜", "1", "医护家庭", "送到", "")  # fmt: skip
    assert {head: cell for head, cell in total.items() if cell} == {"序号": "合计", "份数": "1"}
    assert export(secretary, "delivery").headers["Six-Rows"] == "2"


def test_a_report_of_a_fortnight_reads_its_records_once_and_not_anew_for_each_day(
    morning: Flask, secretary: Person
) -> None:
    """It once looked at every record of the city for each of the days, for half a minute."""
    reads = []
    for since in (TODAY, "2020-02-26"):
        asked: list[str] = []
        with morning.app_context(), listening(asked):
            rows_of(secretary, "screening_days", **{"from": since, "to": TODAY})
        reads.append(sum("op.body" in statement for statement in asked))
    assert reads == [1, 1]


def test_the_daily_report_counts_each_door_once_and_adds_up(
    morning: Flask, secretary: Person
) -> None:
    again = {"outcome": "normal", "method": "door"}
    author(morning, Draft("screening", DOORS[2], again, slot=f"{TODAY}/pm"),
           Draft("occupancy", DOORS[5], {"state": "vacant"}))  # fmt: skip
    three, four, total = rows_of(secretary, "screening_days")
    assert list(three.values()) == [
        TODAY, "华氏儒商花园", "3栋", "5", "3", "60.0%", "2", "1", "1", "0", "0", "2"]  # fmt: skip
    assert (four["楼栋"], four["应查户"], four["没有记录"]) == ("4栋", "6", "6")
    assert (total["楼栋"], total["应查户"], total["已查"], total["查到率"]) == (
        "合计", "11", "3", "27.2%")  # fmt: skip


def test_the_declaration_has_a_line_for_every_criterion_of_the_checklist(
    morning: Flask, secretary: Person
) -> None:
    judged = said(secretary.get(f"/api/v1/checklist?compound={COMPOUND}&day={TODAY}"))
    lines = [one for group in (*judged["gates"], *judged["pillars"]) for one in group["criteria"]]
    rows = rows_of(secretary, "declaration", COMPOUND)
    assert [row["条件"] for row in rows] == [f"{one['id']} {one['label']['zh']}" for one in lines]
    assert [row["依据"] for row in rows] == [one["summary"]["zh"] for one in lines]
    paper = text_of(export(secretary, "declaration", COMPOUND, format="pdf"))
    assert judged["evidence"]["digest"] in paper
    assert "街道核查" in paper


def test_names_come_in_full_for_a_reason_that_is_kept(morning: Flask, secretary: Person) -> None:
    reason = "疾控中心要求核对"
    rows = rows_of(secretary, "screening", reason=reason)
    assert rows[0]["户主"] == "李建国"
    assert rows[0]["排查人"] == "肖姐"
    assert rows[0]["备注"] == f"'{NASTY}"
    with morning.app_context():
        kept = db.session.scalars(select(Audit).where(Audit.act == "export")).one()
        details = orjson.loads(kept.details)
    assert (kept.about, kept.user_key) == ("screening", int(secretary.id[1:]))
    assert (details["reason"], details["rows"], details["format"]) == (reason, 3, "csv")


def test_every_export_is_on_record_whether_names_are_masked_or_not(
    morning: Flask, secretary: Person
) -> None:
    for table in ("board", "gate"):
        export(secretary, table)
    with morning.app_context():
        kept = db.session.scalars(select(Audit.about).where(Audit.act == "export")).all()
    assert kept == ["board", "gate"]


def test_a_street_sees_masks_whatever_the_reason(morning: Flask, street: Person) -> None:
    assert rows_of(street, "screening")[0]["户主"] == "李**"
    answer = export(street, "screening", reason="想看一看")
    assert (answer.status_code, said(answer)["code"]) == (403, "forbidden")


def test_the_phones_of_a_community_are_not_sent_upward(morning: Flask, street: Person) -> None:
    assert export(street, "phones").status_code == 403


def test_a_district_gets_no_persons_at_all(morning: Flask) -> None:
    district = signed_in(morning, "district", DISTRICT)
    assert export(district, "screening").status_code == 403
    assert len(rows_of(district, "disinfection")) == 1


def test_the_board_is_exported_as_it_is_shown(morning: Flask, secretary: Person) -> None:
    shown = said(secretary.get(f"/api/v1/board?place={COMMUNITY}"))
    rows = rows_of(secretary, "board")
    assert len(rows) == 12 == shown["totals"]["due"]
    assert [row["门牌"] for row in rows[:6]] == ["301", "302", "201", "202", "101", "102"]
    assert (rows[5]["状态"], rows[5]["结果"]) == ("已查", "异常")
    assert rows[2]["状态"] == "去过,还没做成"
    areas = {row["点位"]: row for row in rows_of(secretary, "areas")}
    assert areas["电梯A"]["次数"] == "1"
    assert set(areas) == {"电梯A", "大门"}
    assert {row["点位"] for row in rows_of(secretary, "areas", session="pm")} == {"电梯A"}


def test_the_phones_are_exported_with_their_people_masked(
    morning: Flask, secretary: Person
) -> None:
    body = {"name": "王桂兰", "role": "building_lead", "places": [BUILDING]}
    token = said(secretary.post("/api/v1/invitations", body))["token"]
    device = {"label": "红米", "platform": "Android"}
    morning.test_client().post(
        "/api/v1/enrol", json={"token": token, "device": device}, headers={"X-Six": "1"}
    )
    (row,) = rows_of(secretary, "phones")
    assert (row["人"], row["手机"], row["状态"], row["负责"]) == ("王**", "红米", "没动静", "3栋")
    (row,) = rows_of(secretary, "phones", reason="给王姨送手机")
    assert row["人"] == "王桂兰"


def test_the_checklist_is_exported_with_its_rules(morning: Flask, secretary: Person) -> None:
    rows = rows_of(secretary, "checklist", COMPOUND)
    assert all(row["规则"] for row in rows)
    english = rows_of(secretary, "checklist", COMPOUND, lang="en")
    assert {row["Verdict"] for row in english} <= {"In place", "Not yet", "Not yet known", "Waived"}


def test_the_list_says_what_each_table_asks_for(morning: Flask, secretary: Person) -> None:
    answer = said(secretary.get(f"/api/v1/exports?place={COMMUNITY}"))
    asks = {one["id"]: one["asks"] for one in answer["tables"]}
    assert set(LEDGERS) < set(asks)
    assert (asks["disinfection"], asks["declaration"], asks["board"]) == ("days", "day", "session")
    assert answer["names"] is True
    assert all(one["title"]["en"] and one["note"]["zh"] for one in answer["tables"])


def test_voided_records_leave_the_ledger_and_late_ones_say_so(
    morning: Flask, secretary: Person, clock: Clock
) -> None:
    (first,) = author(morning, Draft("screening", DOORS[3], {"outcome": "normal", "method": "door"},
                                     slot="2020-03-08/am", at=1_583_626_200_000))  # fmt: skip
    (row,) = rows_of(secretary, "screening", **{"from": "2020-03-08", "to": "2020-03-08"})
    assert row["备注"] == "次日后才收到"
    author(morning, Draft("screening", DOORS[3], {"_void": True}, root=first, parents=[first]))
    assert not rows_of(secretary, "screening", **{"from": "2020-03-08", "to": "2020-03-08"})


@pytest.mark.parametrize(
    ("table", "query", "status"),
    [
        ("nothing", {}, 404),
        ("board", {"place": FOREIGN_COMMUNITY}, 404),
        ("board", {"place": BUILDING}, 404),
        ("declaration", {"place": COMMUNITY}, 404),
        ("board", {"session": "night"}, 404),
        ("gate", {"from": "2020-03-11", "to": "2020-03-10"}, 422),
        ("gate", {"from": "2018-03-11", "to": "2020-03-10"}, 422),
        ("gate", {"from": "yesterday"}, 422),
        ("gate", {"format": "docx"}, 422),
        ("gate", {"reason": "看"}, 422),
    ],
)
def test_an_export_that_is_none_is_refused(
    secretary: Person, table: str, query: dict[str, Any], status: int
) -> None:
    answer = export(secretary, table, **query)
    assert answer.status_code == status, answer.get_data(as_text=True)[:200]


def test_days_without_records_make_a_paper_that_says_so(town: Flask, secretary: Person) -> None:
    assert "这些天没有记录" in text_of(export(secretary, "gate", format="pdf"))


def test_duties_leave_the_desk_masked_unless_it_is_said_what_for(
    morning: Flask, secretary: Person
) -> None:
    said_ = {"lead": "王桂兰", "deputy": "李建国", "phone": "13812341234"}
    body = {"kind": "assignment", "place": BUILDING, "fields": said_}
    assert secretary.post("/api/v1/register", body).status_code == 200
    posts = [row for row in rows_of(secretary, "people") if row["负责人"]]
    assert (posts[0]["负责人"], posts[0]["电话"]) == ("王**", "138****1234")
    named = [row for row in rows_of(secretary, "people", reason="排班核对") if row["负责人"]]
    assert named[0]["副手、组员"] == "李建国"


def test_the_audit_leaves_the_desk_with_the_reason_of_each_export(
    morning: Flask, secretary: Person
) -> None:
    rows_of(secretary, "phones", reason="给王姨送手机")
    acts = rows_of(secretary, "audit")
    assert ("导出", "给王姨送手机") in {(row["做了什么"], row["用途"]) for row in acts}
