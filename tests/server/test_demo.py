"""The demonstration: the story's city under its real codes, and a fortnight that really arrived."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from server import create_app
from server.db import Base, db, writer_engine
from server.demo.city import CERTIFIED, NEWCOMER_BUILDING, STORY, city
from server.demo.load import NotEmpty, load, settle_in
from server.demo.people import invite_newcomers, invited, sign_in_lines, sign_ins, workers
from server.models import Account, Invitation, Op, Place, PRecord, PSlot, Replica, Status
from server.phones.enrolment import look
from server.register.entries import read_entries
from server.standings.frozen import read_frozen, verify
from server.standings.moments import standing_of
from sync.days import day_of
from tests.conftest import MORNING, Clock, close_app

Building = aliased(Place)
NEWCOMERS = "420103009001.1.3"


def empty_app(folder: Path) -> Flask:
    app = create_app(
        {"SIX_DATA": str(folder), "CLOCK": Clock(MORNING), "TESTING": True,
         "RATELIMIT_ENABLED": False}
    )  # fmt: skip
    with app.app_context():
        Base.metadata.create_all(writer_engine())
    return app


def silent(what: str, done: int, total: int) -> None:
    """Nobody watches the progress here."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small demonstration, loaded once: nothing here changes its records."""
    app = empty_app(tmp_path_factory.mktemp("demo"))
    with app.app_context():
        load(14, small=True, tell=silent)
    yield app
    close_app(app)


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The compound that is certified, alone; loaded once, too."""
    app = empty_app(tmp_path_factory.mktemp("certified"))
    with app.app_context():
        settle_in([one for one in city() if one.name == CERTIFIED], small=True, tell=silent)
    yield app
    close_app(app)


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The compound of the story alone, as who starts the product in the morning sees it."""
    app = empty_app(tmp_path_factory.mktemp("today"))
    with app.app_context():
        (story,) = city(small=True)
        settle_in([story], small=False, tell=silent)
    yield app
    close_app(app)


@pytest.fixture
def small(loaded: Flask) -> Iterator[Flask]:
    with loaded.app_context():
        yield loaded


def test_the_published_sizes_are_kept() -> None:
    doors = {
        compound.name: sum(row.door is not None for row in compound.rows) for compound in city()
    }
    people = {compound.name: sum(row.people or 0 for row in compound.rows) for compound in city()}
    assert doors["华氏儒商花园"] == 368
    assert doors["临江雅居"] == 48
    assert (doors["乌金山小区"], people["乌金山小区"]) == (673, 2_231)
    in_bada = [each for each in city() if each.community == "420103012008"]
    assert sum(doors[each.name] for each in in_bada) == 4_700
    assert sum(len({row.building for row in each.rows} - {None}) for each in in_bada) == 20
    assert len({row.key for each in city() for row in each.rows}) == sum(
        len(each.rows) for each in city()
    )


def test_the_city_is_the_same_every_time() -> None:
    assert city() == city.__wrapped__()
    assert workers(city()) == workers(city())


def test_the_newcomer_finds_fifty_eight_doors_due_and_two_vacant() -> None:
    building = [
        row
        for row in city(small=True)[0].rows
        if row.building == NEWCOMER_BUILDING and row.door is not None
    ]
    assert len(building) == 60
    assert sum(row.occupancy == "occupied" for row in building) == 58
    assert sum(row.occupancy == "vacant" for row in building) == 2
    assert not any("watch" in row.tags for row in building)


def test_the_property_newcomer_finds_twenty_one_places() -> None:
    areas = [row for row in city(small=True)[0].rows if row.area_kind is not None]
    assert sum(row.cleaned_by == "property_staff" for row in areas) == 21
    assert sum(row.cleaned_by == "community" for row in areas) == 2


def test_every_record_was_accepted_and_nothing_waits_in_quarantine(small: Flask) -> None:
    statuses = db.session.scalars(select(Op.status).distinct())
    assert set(statuses) == {int(Status.ACCEPTED)}


def test_no_clock_of_the_demonstration_looks_wrong(small: Flask) -> None:
    assert db.session.scalar(select(func.count()).where(Op.flags != 0)) == 0


def test_records_were_received_when_they_were_made(small: Flask) -> None:
    days = db.session.scalars(
        select(PRecord.day).where(PRecord.kind == "screening").distinct().order_by(PRecord.day)
    )
    assert list(days) == ["2020-03-07", "2020-03-08", "2020-03-09"]
    latest = db.session.execute(
        select(PRecord.day, func.max(PRecord.received_at))
        .where(PRecord.kind == "screening")
        .group_by(PRecord.day)
    )
    assert all(day_of(received_at) == day for day, received_at in latest)


def test_this_morning_is_left_open(small: Flask) -> None:
    today = day_of(MORNING)
    assert db.session.scalar(select(func.count()).where(PSlot.day == today)) == 0


def test_the_newcomers_building_has_a_history(small: Flask) -> None:
    doors = select(Place.key).where(
        Place.building_key == select(Place.key).where(Place.id == NEWCOMERS).scalar_subquery(),
        Place.type == "household",
    )
    slots = db.session.scalar(
        select(func.count()).where(
            PSlot.place_key.in_(doors), PSlot.kind == "screening", PSlot.session.in_(("am", "pm"))
        )
    )
    assert slots == 58 * 3 * 2


def test_nearly_every_due_door_was_reached_each_day(small: Flask) -> None:
    occupied = db.session.scalar(select(func.count()).where(Place.occupancy == "occupied"))
    done = select(func.count(PSlot.place_key.distinct())).where(
        PSlot.kind == "screening", PSlot.day == "2020-03-08", PSlot.state == "done"
    )
    assert occupied is not None
    assert (db.session.scalar(done) or 0) >= 0.98 * occupied


def test_there_is_one_fever_and_one_disagreement(small: Flask) -> None:
    fevers = db.session.scalars(
        select(PRecord.doc).where(PRecord.kind == "screening", PRecord.code == "exception")
    )
    assert len(list(fevers)) == 2, "the fever, and the cough that two people argue about"
    argued = db.session.scalar(select(func.count()).where(PRecord.conflict.is_(True)))
    assert argued == 1


def test_the_lift_of_the_second_building_was_missed_last_evening(small: Flask) -> None:
    lift = select(Place.key).where(Place.id == "420103009001.1.2.@电梯").scalar_subquery()
    done = select(PSlot.session).where(PSlot.place_key == lift, PSlot.day == "2020-03-09")
    assert "pm" not in set(db.session.scalars(done))


def test_one_phone_is_silent_and_still_owes_records(small: Flask) -> None:
    held = Replica.reported_n - Replica.head_n
    owing = select(Account.name, held).join(Account, Account.key == Replica.user_key)
    ((name, count),) = db.session.execute(owing.where(held > 0))
    assert name == "李秀珍"
    assert count > 20


def test_all_other_phones_reported_this_morning(small: Flask) -> None:
    late = db.session.scalar(
        select(func.count()).where(
            Replica.user_key.is_not(None),
            Replica.reported_n == Replica.head_n,
            Replica.drained_at != MORNING,
        )
    )
    assert late == 0


def test_a_database_that_holds_something_is_left_alone(small: Flask) -> None:
    before = db.session.scalar(select(func.count()).select_from(Op))
    with pytest.raises(NotEmpty):
        load(1, small=True, tell=lambda what, done, total: None)
    assert db.session.scalar(select(func.count()).select_from(Op)) == before


def test_the_terminal_shows_the_desk_sign_ins_and_fresh_invitations(small: Flask) -> None:
    text = "\n".join(sign_in_lines("http://localhost:8000/"))
    assert "xiao" in text and "肖书记" in text
    assert "陈书记" not in text, "an account of a community that was not loaded"
    assert "http://localhost:8000/#i=" in text


def test_newcomers_are_invited_by_the_secretary_to_their_own_place(small: Flask) -> None:
    offers = {name: look(made.token) for name, made in invite_newcomers()}
    assert set(offers) == {one.name for one in invited()}
    assert offers["王桂兰"]["inviter"] == "肖书记"
    assert offers["王桂兰"]["places"] == [{"id": NEWCOMERS, "name": "3栋", "households": 60}]
    assert offers["小吴"]["places"] == [
        {"id": "420103009001.1", "name": STORY.name, "households": 368}
    ]


def test_desk_accounts_can_sign_in(small: Flask) -> None:
    secretary = sign_ins([STORY.community])[0]
    answer = small.test_client().post(
        "/api/v1/auth/sign-in",
        json={"account": secretary.account, "passphrase": secretary.passphrase},
        headers={"X-Six": "1"},
    )
    assert answer.status_code == 200


def test_the_commands_load_once_and_invite(tmp_path: Path) -> None:
    app = create_app({"SIX_DATA": str(tmp_path), "CLOCK": Clock(MORNING), "TESTING": True})
    with app.app_context():
        Base.metadata.create_all(writer_engine())
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demo", "load", "--small", "--days", "1"])
    assert (first.exit_code, "Loaded the demonstration" in first.output) == (0, True), first.output
    assert runner.invoke(args=["demo", "load", "--if-empty"]).exit_code == 0
    again = runner.invoke(args=["demo", "load"])
    assert (again.exit_code, "Use an empty one" in again.output) == (1, True)
    invitation = runner.invoke(args=["demo", "invite", "小吴"])
    assert '"name": "小吴"' in invitation.output
    assert runner.invoke(args=["demo", "invite", "张三"]).exit_code == 1
    close_app(app)


def test_starting_again_leaves_one_open_invitation_for_each_newcomer(small: Flask) -> None:
    for _ in range(3):
        invite_newcomers()
    open_ones = db.session.scalars(
        select(Invitation.name).where(Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
    ).all()
    assert sorted(open_ones) == sorted(one.name for one in invited())


def compound_of(app: Flask) -> Place:
    place: Place = db.session.scalars(select(Place).where(Place.name == CERTIFIED)).one()
    return place


def test_one_compound_was_certified_by_its_people_suspended_and_restored(
    certified: Flask,
) -> None:
    with certified.app_context():
        found = standing_of(compound_of(certified).id)
        ways = [(change.state, day_of(change.at)) for change in found.changes]
        assert ways == [
            ("declared", "2020-03-06"), ("community_checked", "2020-03-06"),
            ("street_reviewed", "2020-03-07"), ("certified", "2020-03-07"),
            ("suspended", "2020-03-08"), ("certified", "2020-03-09"), ("filed", "2020-03-09"),
        ]  # fmt: skip
        assert (found.state, found.refused, found.review) == ("filed", (), ())


def test_its_certificate_rests_on_records_and_no_criterion_was_set_aside(
    certified: Flask,
) -> None:
    with certified.app_context():
        place = compound_of(certified)
        certificate = standing_of(place.id).certificate
        assert certificate is not None
        frozen = read_frozen(certificate)
        assert frozen is not None and verify(certificate, place) == "holds"
        judged = [one for group in ("pillars", "gates") for each in frozen["shown"][group]
                  for one in each["criteria"] if one["hard"]]  # fmt: skip
        assert {one["verdict"] for one in judged} == {"met"}
        assert len(judged) > 20


def test_anybody_may_look_its_certificate_up_at_the_address_that_is_printed(
    certified: Flask,
) -> None:
    with certified.app_context():
        *_, line = sign_in_lines("http://localhost:8000/")
        path = line.strip().removeprefix("http://localhost:8000")
        page = certified.test_client().get(path)
        assert page.status_code == 200
        assert f"{CERTIFIED}" in page.get_data(as_text=True)


def test_every_record_of_the_certified_compound_came_in_time(certified: Flask) -> None:
    with certified.app_context():
        assert set(db.session.scalars(select(Op.status).distinct())) == {int(Status.ACCEPTED)}
        late = PRecord.received_at - PRecord.observed_to > 86_400_000
        # A channel is one record that is written on day after day.
        written_once = PRecord.kind != "supply_channel"
        assert db.session.scalar(select(func.count()).where(late, written_once)) == 0


def test_who_starts_it_in_the_morning_finds_a_round_that_is_running(today: Flask) -> None:
    """The board once showed nobody at work today, and everything missed by the evening."""
    with today.app_context():
        recorded = select(PRecord.observed_to, Building.id).join(
            Place, Place.key == PRecord.place_key
        ).join(Building, Building.key == Place.building_key)  # fmt: skip
        asked = recorded.where(PRecord.kind == "screening", PRecord.day == day_of(MORNING))
        rows = db.session.execute(asked).all()
        assert rows and max(moment for moment, _ in rows) <= MORNING
        buildings = {building for _, building in rows}
        assert NEWCOMERS not in buildings, "a newcomer finds every door of hers still due"
        assert len(buildings) == 4, "of six; one phone is silent"


def test_the_gate_of_the_story_was_kept_around_the_clock(today: Flask) -> None:
    with today.app_context():
        compound = db.session.scalars(select(Place).where(Place.type == "compound")).one()
        gate = select(Place).where(Place.type == "gate", Place.parent_key == compound.key)
        entries = read_entries(db.session.scalars(gate).one(), ["duty_shift"])
        worked = [each.fields for each in entries if each.fields["stage"] == "worked"]
        assert len(worked) > 5
        ends = [each.get("ended_at") for each in worked]
        assert ends == [*(each["started_at"] for each in worked[1:]), None]


def seen_by_the_secretary(app: Flask, path: str) -> Any:
    """What a page of the desk is answered."""
    secretary = sign_ins([STORY.community])[0]
    said = {"account": secretary.account, "passphrase": secretary.passphrase}
    client = app.test_client()
    signed = client.post("/api/v1/auth/sign-in", json=said, headers={"X-Six": "1"}).get_json()
    header = {"Authorization": f"Bearer {signed['access']}"}
    return client.get(f"/api/v1/{path}", headers=header).get_json()


def leads(app: Flask, asked: str = "") -> list[dict[str, Any]]:
    """What the page of people says of who answers for each building, in their order."""
    posts = seen_by_the_secretary(app, f"people?place={STORY.community}{asked}")["posts"]
    return [each["assignment"]["fields"] for each in posts if each["place"]["type"] == "building"]


def test_every_building_has_somebody_and_two_of_three_a_deputy(small: Flask) -> None:
    knocking = {one.name for one in workers(city(small=True))} | {"王桂兰"}
    assert {each["lead"] for each in leads(small)} <= knocking
    assert ["deputy" in each for each in leads(small)] == [True, True, False] * 2


def test_the_newcomer_answers_for_her_building_since_today(small: Flask) -> None:
    hers = leads(small)[2]
    assert (hers["lead"], hers["since_on"]) == ("王桂兰", day_of(MORNING))
    assert leads(small, f"&known_at={MORNING - 86_400_000}")[2]["lead"] == "小刘"


def test_the_checklist_still_asks_for_deputies(small: Flask) -> None:
    asked = f"checklist/M6.1?compound=420103009001.1&day={day_of(MORNING)}"
    judged = seen_by_the_secretary(small, asked)
    assert (judged["verdict"], judged["summary"]["zh"]) == (
        "not_met",
        "楼栋长够了;6 栋里 4 栋有副手(要 80%)",
    )


def test_a_missed_round_of_the_story_says_who_was_on_duty(small: Flask) -> None:
    asked = "missed/round?place=420103009001.1.2.@电梯&day=2020-03-09&session=pm"
    on_duty = seen_by_the_secretary(small, asked)["on_duty"]
    assert on_duty[0]["name"] == "陈国强"


def test_nobody_is_asked_about_what_the_office_said_day_after_day(today: Flask) -> None:
    """Each evening's word of a channel stood against the one before, as if two people differed."""
    with today.app_context():
        asked = select(PRecord.kind).where(PRecord.conflict.is_(True))
        assert set(db.session.scalars(asked)) <= {"screening"}
