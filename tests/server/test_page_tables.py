"""The tables of the desk's pages as exports: the rows of the page, for whoever sees the page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from flask import Flask
from pypdf import PdfReader

from server import create_app
from server.db import Base, db, writer_engine
from server.log.authoring import Draft
from server.models import Place
from server.reports.catalog import offers, page_tables
from server.roles import ROLES, Permission
from server.rollup.judging import judge_below
from tests.conftest import MORNING, close_app
from tests.people import Person, said, signed_in
from tests.server.exports import shown_in
from tests.server.homes import HOME
from tests.town import (
    BUILDING,
    CITY,
    COMMUNITY,
    COMPOUND,
    DISTRICT,
    DOOR,
    DOORS,
    SIBLING_COMPOUND,
    STREET,
    author,
    plant,
)

API = "/api/v1"
WORDS = Path(__file__).resolve().parents[2] / "pwa" / "src" / "words"
YESTERDAY = MORNING - 86_400_000
KNOWN = str(YESTERDAY)
NAME, PHONE = "王桂兰", "13812341234"


class Page(NamedTuple):
    """What a page asks for, how many rows it shows of the answer, and what the export asks more."""

    path: str
    rows: Callable[[Any], int]
    more: Mapping[str, str] = {}
    place: str = COMMUNITY


def doors_of(answer: Any, only: str | None = None) -> int:
    kept = [one for one in answer["buildings"] if only is None or one["counts"].get(only)]
    floors = (row for one in kept for well in one["stairwells"] for row in well["floors"])
    return sum(len(row["doors"]) for row in floors)


def length(name: str) -> Callable[[Any], int]:
    return lambda answer: len(answer[name])


def owed(answer: Any) -> int:
    return sum(cell["state"] != "none" for row in answer["rows"] for cell in row["cells"])


def watches(answer: Any) -> int:
    return sum(len(day["shifts"]) + len(day["gaps"]) for day in answer["days"])


def rounds(answer: Any, *states: str) -> int:
    cells = [one["state"] for row in answer["rows"] for one in row["rounds"]]
    return sum(state in states if states else state != "none" for state in cells)


def gaps(answer: Any) -> int:
    return rounds(answer, "missed", "attempted", "not_yet_known")


def criteria(answer: Any) -> int:
    return sum(len(group["criteria"]) for group in (*answer["gates"], *answer["pillars"]))


PAGES: Mapping[str, Page] = {
    "board": Page("/board?place={place}", doors_of),
    "areas": Page("/board?place={place}", length("areas")),
    "area_days": Page("/board/days?place={place}&kind=disinfection&days=14", owed),
    "gates": Page("/gates/watch?place={place}", watches, place=COMPOUND),
    "door_days": Page(
        "/board/days?place={place}&kind=screening&days=14", owed, place=BUILDING),
    "door": Page("/doors/{place}/history", length("records"), place=DOOR),
    "missed": Page("/missed?place={place}", gaps),
    "phones": Page("/replicas?place={place}", length("phones")),
    "matters": Page("/matters?place={place}", length("matters")),
    "cases": Page("/cases?place={place}", length("cases")),
    "temperatures": Page(
        "/cases/temperatures?place={place}",
        lambda one: sum(len(strip["readings"]) for strip in one["strips"])),
    "missing": Page(
        "/checklist/S3.2?compound={place}", lambda one: one["missing_total"], {"criterion": "S3.2"},
        place=COMPOUND),
    "records": Page("/records?place={place}", lambda one: one["total"]),
    "checklist": Page("/checklist?compound={place}", criteria, place=COMPOUND),
    "zero": Page("/zero?compound={place}", length("days"), place=COMPOUND),
    "zero_blocks": Page(
        "/zero?compound={place}", lambda one: max(1, len(one["blocks"])), place=COMPOUND),
    "standings": Page("/standings/waiting?place={place}", length("places")),
    "standing_history": Page("/standings?place={place}", length("history"), place=COMPOUND),
    "spot": Page(
        "/spot-samples?place={place}",
        lambda one: sum(len(each["doors"]) for each in one["samples"]), place=COMPOUND),
    "rollup": Page("/rollup?place={place}", lambda one: len(one["rows"]) + 1),
    "rollup_places": Page(
        "/rollup/places?place={place}&which=all", length("places"), {"which": "all"}),
    "rounds": Page("/rounds?place={place}", length("rounds"), place=DISTRICT),
    "since": Page(
        f"/since?place={{place}}&known_at={KNOWN}", length("records"), {"known_at": KNOWN}),
    "since_verdicts": Page(
        f"/since?place={{place}}&known_at={KNOWN}", length("flips"), {"known_at": KNOWN}),
    "roster": Page("/places?parent={place}", length("places"), place=BUILDING),
    "people": Page(
        "/people?place={place}",
        lambda one: sum(len(one[each]) for each in ("posts", "grid_leads", "teams", "shifts"))),
    "channels": Page("/people?place={place}", length("channels")),
    "care": Page("/people?place={place}", length("care")),
    "imports": Page("/rosters/imports?place={place}", length("imports")),
    "audit": Page("/audit?place={place}", length("rows")),
    "invitations": Page("/invitations?place={place}", length("invitations")),
    "access": Page("/access?place={place}", length("people")),
    "strays": Page("/access/strays?place={place}", length("strays"), place=DISTRICT),
    "accounts": Page("/accounts?place={place}", length("accounts")),
}  # fmt: skip
ABOVE = {"rounds", "strays"}
"""What a community has none of."""
EMPTY_HERE = {"rounds", "since_verdicts", "strays"}
"""What nothing happened to in the town of these tests; their own tests fill them."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A town in which every page has something to show."""
    settings = {"TESTING": True, "RATELIMIT_ENABLED": False, "CLOCK": lambda: MORNING}
    app = create_app({"SIX_DATA": str(tmp_path_factory.mktemp("pages"))} | settings)
    with app.app_context():
        Base.metadata.create_all(writer_engine())
    plant(app)
    secretary = signed_in(app, "community", COMMUNITY, name="肖姐")
    visit: dict[str, Any] = {"outcome": "normal", "method": "door"}
    case: dict[str, Any] = {
        "person": "k1", "name_masked": "李**", "category": "fever", "event": "opened",
        "happened_on": "2020-03-09", "basis": "体温 38.1",
    }  # fmt: skip
    author(
        app,
        *(Draft("screening", door, visit, slot="2020-03-10/am") for door in DOORS),
        Draft("screening", DOORS[1], {**visit, "outcome": "exception", "temperature": 381},
              slot="2020-03-10/am", at=MORNING - 4 * 3_600_000),
        Draft("screening", DOOR, visit, slot="2020-03-09/am", at=YESTERDAY),
        Draft("case_event", DOOR, case),
        Draft("team", COMPOUND, {"task": "gate", "lead": NAME, "phone": PHONE, "members": [NAME]}),
        Draft("supply_channel", COMPOUND, {"goods": "food", "state": "open", "name": "中百",
                                           "phone": PHONE}),
        Draft("standing_step", COMPOUND, {"step": "declare", "role": "community",
              "policy": "wuhan-2020-03", "policy_version": 1}),
        Draft("special_care", DOOR, {"group": ["alone"], "helper": NAME, "helper_phone": PHONE}),
        by=secretary.id,
    )  # fmt: skip
    invited = {"name": NAME, "role": "building_lead", "places": [BUILDING]}
    token = said(secretary.post(f"{API}/invitations", invited))["token"]
    street = signed_in(app, "street", STREET)
    desk = {"name": "新书记", "account": "xin", "role": "community", "place": COMMUNITY}
    assert street.post(f"{API}/accounts", desk).status_code == 201
    device = {"label": "红米", "platform": "Android"}
    app.test_client().post(
        f"{API}/enrol", json={"token": token, "device": device}, headers={"X-Six": "1"}
    )
    made = {"compound": SIBLING_COMPOUND, "name": "9栋"}
    assert secretary.post(f"{API}/buildings", made).status_code == 201
    drawn = {"place": COMPOUND, "day": "2020-03-10", "checker": NAME}
    assert secretary.post(f"{API}/spot-samples", drawn).status_code == 201
    secretary.get(f"{API}/doors/{DOOR}/history")
    yield app
    close_app(app)


@pytest.fixture(scope="module")
def secretary(town: Flask) -> Person:
    return signed_in(town, "community", COMMUNITY, name="管事")


@pytest.fixture(scope="module")
def people(town: Flask) -> dict[str, Person]:
    return {role: signed_in(town, role, home) for role, home in HOME.items()}


def asked(person: Person, table: str, format: str = "csv", **more: str) -> Any:
    page = PAGES[table]
    query = {"place": page.place, "format": format} | dict(page.more) | more
    return person.get(f"{API}/exports/{table}", query_string=query)


def csv_rows(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]


def shown(person: Person, table: str, role: str = "community") -> Any:
    page = PAGES[table]
    return person.get(API + page.path.format(place=page.place))


def test_every_table_of_a_page_stands_in_this_one() -> None:
    assert set(page_tables()) == set(PAGES) | {"round"}


@pytest.mark.parametrize("table", PAGES)
def test_an_export_has_as_many_rows_as_its_page(
    town: Flask, secretary: Person, people: dict[str, Person], table: str
) -> None:
    person = people["district"] if table in ABOVE else secretary
    counted = PAGES[table].rows(said(shown(person, table)))
    rows = csv_rows(asked(person, table))
    # Looking is itself an act: the audit has grown by what this test has just done.
    assert len(rows) in ({counted, counted + 1} if table == "audit" else {counted})
    assert rows or table in EMPTY_HERE, "there is something to compare"


@pytest.mark.parametrize("table", PAGES)
def test_a_file_of_a_page_holds_no_formula_and_prints(
    town: Flask, secretary: Person, people: dict[str, Person], table: str
) -> None:
    person = people["district"] if table in ABOVE else secretary
    book = openpyxl.load_workbook(io.BytesIO(asked(person, table, "xlsx").data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)
    paper = asked(person, table, "pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.data)).pages)
    flat = re.sub(r"\s", "", text)
    for row in list(book.worksheets[0].iter_rows())[:12]:
        for cell in row:
            assert re.sub(r"\s", "", shown_in(cell)) in flat, (table, cell.value)


# The published rounds are places alone; a community has none of them.
@pytest.mark.parametrize("table", [table for table in PAGES if table not in ABOVE])
def test_no_name_or_number_leaves_a_page_in_full_without_a_reason(
    town: Flask, secretary: Person, table: str
) -> None:
    text = asked(secretary, table).get_data(as_text=True)
    assert NAME not in text
    assert PHONE not in text


@pytest.mark.parametrize("table", PAGES)
def test_an_english_table_is_english_but_for_what_people_typed(
    town: Flask, secretary: Person, people: dict[str, Person], table: str
) -> None:
    person = people["district"] if table in ABOVE else secretary
    heads, *rows = csv.reader(io.StringIO(asked(person, table, lang="en").data.decode("utf-8-sig")))
    assert not [head for head in heads if not head.isascii() and "°" not in head]
    assert not [cell for row in rows for cell in row if "、" in cell]


def test_a_compound_without_a_door_has_every_table_and_each_says_that_it_is_empty(
    town: Flask, secretary: Person
) -> None:
    answer = said(secretary.get(f"{API}/exports?place={SIBLING_COMPOUND}"))
    here = [one for one in answer["tables"] if "compound" in one["places"]]
    for one in here:
        query = {"place": SIBLING_COMPOUND, "criterion": "S3.2"}
        query |= {"known_at": KNOWN} if one["asks"] == "moment" else {}
        files = {
            format: secretary.get(
                f"{API}/exports/{one['id']}", query_string=query | {"format": format}
            )
            for format in ("csv", "xlsx", "pdf")
        }
        assert {answer.status_code for answer in files.values()} == {200}, one["id"]
        rows = csv_rows(files["csv"])
        book = openpyxl.load_workbook(io.BytesIO(files["xlsx"].data))
        assert book.worksheets[0].max_row == len(rows) + 1
        paper = PdfReader(io.BytesIO(files["pdf"].data)).pages[-1].extract_text()
        assert rows or "没有记录" in paper, one["id"]


def test_names_come_in_full_for_a_reason(town: Flask, secretary: Person) -> None:
    for table in ("people", "channels", "care", "invitations", "access", "phones", "door"):
        text = asked(secretary, table, reason="排班核对").get_data(as_text=True)
        assert (NAME in text) or (PHONE in text), table


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", PAGES)
def test_whoever_sees_a_page_may_have_its_table_and_nobody_else(
    people: dict[str, Person], table: str, role: str
) -> None:
    sees = shown(people[role], table).status_code == 200
    has = asked(people[role], table).status_code
    goes_up = not page_tables()[table].offer.community_only
    leaves = Permission.EXPORT in ROLES[role]
    expected = sees and leaves and (goes_up or role == "community")
    # A street's page of everybody's places is open to some who may not change the roster.
    expected = expected and page_tables()[table].offer.needs in ROLES[role]
    assert (has == 200) is expected, (role, table, has)
    assert has in (200, 403, 404)


REVIEWERS = {"street": STREET, "district": DISTRICT, "city": CITY}


@pytest.mark.parametrize("role", REVIEWERS)
def test_reviewers_are_offered_what_they_may_have_and_get_it(
    people: dict[str, Person], role: str
) -> None:
    home = REVIEWERS[role]
    answer = said(people[role].get(f"{API}/exports?place={home}"))
    assert answer["names"] is False
    here = [one for one in answer["tables"] if role in one["places"]]
    ids = {one["id"] for one in here}
    assert {"rollup", "rounds", "standings", "invitations"} <= ids
    assert not ids & {"phones", "care", "people", "audit"}
    for table in {one["id"] for one in here if one["asks"] not in ("round", "moment")}:
        query = {"place": home, "format": "csv"}
        answer = people[role].get(f"{API}/exports/{table}", query_string=query)
        text = answer.get_data(as_text=True)
        assert answer.status_code == 200, (table, text)


def test_a_board_is_exported_as_it_is_filtered_and_sorted(town: Flask, secretary: Person) -> None:
    whole = csv_rows(asked(secretary, "board"))
    assert [row[1] for row in csv_rows(asked(secretary, "board", building=BUILDING))] == ["3栋"] * 6
    answer = said(shown(secretary, "board"))
    kept = csv_rows(asked(secretary, "board", only="exception"))
    assert len(kept) == doors_of(answer, "exceptions") < len(whole)
    first = csv_rows(asked(secretary, "board", order="need"))
    assert [row[1] for row in first[:6]] == ["3栋"] * 6, "where a fever is comes first"


def test_missed_rounds_come_for_the_days_and_the_rows_that_are_shown(
    town: Flask, secretary: Person
) -> None:
    path = f"{API}/missed?place={COMMUNITY}&days=2"
    answer = said(secretary.get(path))
    lacking = csv_rows(asked(secretary, "missed", days="2"))
    every = csv_rows(asked(secretary, "missed", days="2", show="all"))
    assert (len(lacking), len(every)) == (gaps(answer), rounds(answer))
    assert 0 < len(lacking) < len(every)
    assert csv_rows(asked(secretary, "missed", days="1")) == [], "yesterday is not of today"


def test_phones_and_records_come_as_they_are_filtered(town: Flask, secretary: Person) -> None:
    (phone,) = csv_rows(asked(secretary, "phones", only="owing"))
    assert phone[2] == "没动静"
    kept = csv_rows(asked(secretary, "records", kind="screening", day="2020-03-09"))
    assert [row[1] for row in kept] == ["3栋 101"]
    path = f"{API}/records?place={COMMUNITY}&kind=screening&day=2020-03-09"
    assert said(secretary.get(path))["total"] == len(kept)


def test_a_door_s_records_come_with_what_they_say(town: Flask, secretary: Person) -> None:
    rows = csv_rows(asked(secretary, "door"))
    visits = [row for row in rows if row[3] == "入户排查"]
    assert [(row[2], row[4], row[6]) for row in visits] == [
        ("2020-03-10 早查", "正常", "肖**"),
        ("2020-03-09 早查", "正常", "肖**"),
    ]
    (care,) = (row[5] for row in rows if row[3] == "一对一帮扶")
    assert "王**" in care
    then = csv_rows(asked(secretary, "door", known_at=str(YESTERDAY - 1)))
    assert then == [], "nothing had come by then"


def test_a_condition_that_the_policy_lacks_has_no_table(town: Flask, secretary: Person) -> None:
    assert asked(secretary, "missing", criterion="X9").status_code == 404


def test_what_the_system_did_is_not_told_of_a_masked_person(town: Flask, secretary: Person) -> None:
    assert "系统" in {row[1] for row in csv_rows(asked(secretary, "audit"))}


def test_the_audit_is_exported_as_it_is_filtered(town: Flask, secretary: Person) -> None:
    rows = csv_rows(asked(secretary, "audit", about=DOOR))
    # The door's own table may have been taken before, by another test: that is about it too.
    assert {row[2] for row in rows} - {"导出"} == {"看了这户"}
    nobody = csv_rows(asked(secretary, "audit", user=secretary.id, to="2020-01-01"))
    assert nobody == []


def test_every_table_can_be_had_of_an_earlier_moment() -> None:
    assert {id for id, offer in offers().items() if not offer.looks_back} == set()


@pytest.mark.parametrize("table", PAGES)
def test_a_file_of_a_moment_before_anything_came_holds_what_its_page_showed_then(
    town: Flask, secretary: Person, people: dict[str, Person], table: str
) -> None:
    person, page = people["district"] if table in ABOVE else secretary, PAGES[table]
    path = API + page.path.format(place=page.place)
    if "known_at" not in path:
        path += f"{'&' if '?' in path else '?'}known_at={KNOWN}"
    shown, file = person.get(path), asked(person, table, known_at=KNOWN)
    if shown.status_code == 404:  # the place itself was not there yet
        assert file.status_code == 404 or not csv_rows(file)
    else:
        assert len(csv_rows(file)) == page.rows(said(shown))


def test_what_came_since_is_not_exported_without_a_moment(secretary: Person) -> None:
    query = {"place": COMMUNITY, "format": "csv"}
    answer = secretary.get(f"{API}/exports/since", query_string=query)
    assert answer.status_code == 422, "since when?"


def test_a_published_round_is_exported_with_its_names(town: Flask) -> None:
    district = signed_in(town, "district", DISTRICT, name="指挥部")
    with town.app_context():
        judge_below(db.session.query(Place).filter_by(id=DISTRICT).one())
    made = said(district.post(f"{API}/rounds", {"place": DISTRICT}))
    query = {"place": DISTRICT, "format": "csv", "round": str(made["id"])}
    rows = csv_rows(district.get(f"{API}/exports/round", query_string=query))
    assert len(rows) == len(made["changed"]["gained"]) + len(made["changed"]["removed"])
    listed = csv_rows(asked(district, "rounds"))
    assert [row[0] for row in listed] == [str(made["number"])]
    query["round"] = "999"
    assert district.get(f"{API}/exports/round", query_string=query).status_code == 404


def test_a_matter_names_its_round_in_words(secretary: Person) -> None:
    text = asked(secretary, "matters").get_data(as_text=True)
    assert "2020-03-10 早查" in text
    assert "/am" not in text


def test_only_what_two_people_said_stands_against_each_other(
    town: Flask, secretary: Person
) -> None:
    said = {row[1]: row[9] for row in csv_rows(asked(secretary, "matters"))}
    assert re.search("应在 2020-03-10 .* 前; .*体温 38.1", said["异常没人跟"]), said
    assert "≠" not in said["异常没人跟"]
