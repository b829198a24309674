"""A standing from the declaration to the certificate, and what happens to it: over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Flask

from server.db import db
from server.models import Place
from server.standings.frozen import verify
from server.standings.moments import standing_of
from tests.conftest import Clock
from tests.people import Person, said
from tests.phones import ClientWire, HttpPhone
from tests.server.standings import API, Ladder, case, certify, moment, step
from tests.town import (
    COMMUNITY,
    COMPOUND,
    DISTRICT,
    DOOR,
    FOREIGN_COMPOUND,
    SIBLING_COMPOUND,
    STREET,
    author,
)


def primary(shown: Any) -> Any:
    return next((one for one in shown["actions"] if one["primary"]), None)


def test_the_conditions_are_told_with_what_is_missing(ladder: Ladder) -> None:
    shown = ladder.look("community")
    zero, six = shown["conditions"]["parts"]
    assert (zero["id"], six["id"]) == ("zero", "six")
    assert six["verdict"] != "met"
    assert "数据没齐" in six["words"]["zh"]
    assert primary(shown)["why"]["zh"].endswith(six["words"]["zh"])


def test_a_declaration_is_refused_while_a_condition_is_not_met(ladder: Ladder) -> None:
    answer = ladder.try_to("community", "declare")
    assert (answer.status_code, said(answer)["code"]) == (409, "standing_not_met")
    assert "数据没齐" in said(answer)["why"]["zh"]
    assert ladder.look("community")["history"] == []


def test_days_that_are_not_full_are_told_with_the_date(ladder: Ladder, town: Flask) -> None:
    author(town, case("opened", "confirmed", "2020-03-05"))
    ladder.waive_all()
    answer = said(ladder.try_to("community", "declare"))
    assert "最早 3月19日可申报(还差 9 天)" in answer["why"]["zh"]


def test_it_is_declared_checked_reviewed_certified_and_filed(ladder: Ladder) -> None:
    shown = ladder.certify()
    assert (shown["state"], shown["held_days"]) == ("certified", 0)
    assert shown["certificate"]["number"].startswith("20200310-420103009001-")
    filed = ladder.take("district", "file")
    assert [line["step"] for line in filed["history"]] == [
        "file", "certify", "street_review", "community_check", "declare",
    ]  # fmt: skip
    assert [line["by"] for line in filed["history"]][-1] == "肖书记"


def test_each_role_has_one_step_and_is_told_what_it_waits_for(ladder: Ladder) -> None:
    ladder.waive_all()
    ladder.take("community", "declare")
    roles = ("community", "street", "district")
    steps = {role: primary(ladder.look(role)) for role in roles}
    assert {role: one["step"] for role, one in steps.items()} == {
        "community": "community_check",
        "street": "street_review",
        "district": "certify",
    }
    assert steps["community"]["why"] is None
    assert steps["street"]["why"]["zh"] == "要等社区查过、交上来"
    assert steps["district"]["why"]["zh"] == "要等街道核过"


def test_another_roles_step_is_forbidden(ladder: Ladder) -> None:
    for role in ("community", "street", "city"):
        assert ladder.try_to(role, "certify").status_code == 403


def test_a_step_that_is_not_possible_now_says_so(ladder: Ladder) -> None:
    answer = ladder.try_to("district", "certify")
    assert (answer.status_code, said(answer)["code"]) == (409, "standing_refused")
    assert "没有申报" in said(answer)["why"]["zh"]


def test_a_double_click_takes_one_step(ladder: Ladder) -> None:
    ladder.waive_all()
    body = {"place": COMPOUND, "step": "declare", "seen": 0}
    first, second = (ladder.community.post(f"{API}/standings", body) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 409)
    assert said(second)["code"] == "standing_moved"
    assert len(ladder.look("community")["history"]) == 1


def test_what_is_sent_back_lands_on_the_declarers_list_with_its_reason(ladder: Ladder) -> None:
    ladder.waive_all()
    ladder.take("community", "declare")
    ladder.take("community", "community_check")
    assert ladder.try_to("street", "refuse").status_code == 422
    ladder.take("street", "refuse", "3栋消杀还差两次")
    assert ladder.look("community")["returned"]["reason"] == "3栋消杀还差两次"
    first = waiting(ladder.community, COMMUNITY)[0]
    assert (first["place"]["id"], first["reason"]) == (COMPOUND, "3栋消杀还差两次")
    (matter,) = matters(ladder.community, "returned")
    assert (matter["place"]["id"], matter["why"]) == (COMPOUND, "3栋消杀还差两次")
    ladder.take("community", "declare")
    assert matters(ladder.community, "returned") == []


def matters(person: Person, type: str) -> list[dict[str, Any]]:
    answer = person.get(f"{API}/matters", query_string={"place": COMMUNITY})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [one for one in said(answer)["matters"] if one["type"] == type]


def test_a_certificate_that_stopped_is_a_grave_matter_until_it_is_restored(ladder: Ladder) -> None:
    ladder.certify()
    assert matters(ladder.community, "stopped") == []
    ladder.take("district", "suspend", "抽查不合格")
    (matter,) = matters(ladder.community, "stopped")
    assert (matter["severity"], matter["why"]) == ("high", "抽查不合格")
    assert matter["state_label"]["zh"] == "已暂停"
    ladder.take("district", "restore", "复查合格")
    assert matters(ladder.community, "stopped") == []


def waiting(person: Person, place: str) -> list[dict[str, Any]]:
    answer = person.get(f"{API}/standings/waiting", query_string={"place": place})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(said(answer)["places"])


def test_nobody_is_told_to_declare_what_would_be_refused(ladder: Ladder, town: Flask) -> None:
    lines = {one["place"]["id"]: one for one in waiting(ladder.community, COMMUNITY)}
    assert lines[COMPOUND]["mine"] is None
    assert "数据没齐" in lines[COMPOUND]["lacking"]["zh"]
    assert lines[COMMUNITY]["lacking"]["zh"].startswith("还差 2 个:")
    ladder.waive_all()
    first = waiting(ladder.community, COMMUNITY)[0]
    assert (first["place"]["id"], first["mine"], first["lacking"]) == (COMPOUND, "declare", None)
    author(town, case("opened", "confirmed", "2020-03-05"))
    lines = {one["place"]["id"]: one for one in waiting(ladder.community, COMMUNITY)}
    assert "最早 3月19日可申报" in lines[COMPOUND]["lacking"]["zh"]


def test_each_reviewer_sees_first_what_waits_for_them(ladder: Ladder) -> None:
    ladder.waive_all()
    ladder.take("community", "declare")
    ladder.take("community", "community_check")
    mine = {
        role: [one["mine"] for one in waiting(person, place) if one["place"]["id"] == COMPOUND]
        for role, person, place in (
            ("street", ladder.street, STREET), ("district", ladder.district, DISTRICT),
        )
    }  # fmt: skip
    assert mine == {"street": ["street_review"], "district": [None]}
    ladder.take("street", "street_review")
    assert waiting(ladder.district, DISTRICT)[0]["mine"] == "certify"


def test_a_new_suspect_suspends_and_what_it_allowed_stops_at_once(
    ladder: Ladder, town: Flask, clock: Clock
) -> None:
    shown = ladder.certify()
    assert [one["id"] for one in shown["privileges"]] == ["walk_in_turns"]
    clock.advance(days=9)
    assert [one["id"] for one in ladder.look("community")["privileges"]] == [
        "walk_in_turns", "walk_freely", "shop_once_a_day", "shops_open",
    ]  # fmt: skip
    clock.advance(hours=9)
    author(town, case("opened", "suspected", "2020-03-19"))
    shown = ladder.look("community")
    assert (shown["state"], shown["privileges"]) == ("suspended", [])
    assert len(shown["must_stop"]) == 4
    assert shown["history"][0]["words"]["en"] == "suspected opened"
    clock.advance(days=1)
    author(town, case("excluded", "suspected", "2020-03-20", hour=8))
    shown = ladder.look("community")
    assert (shown["state"], shown["held_days"]) == ("certified", 10)


def test_nobody_is_told_to_stop_what_they_were_never_allowed(
    ladder: Ladder, town: Flask, clock: Clock
) -> None:
    ladder.certify()
    clock.advance(days=1, hours=9)
    author(town, case("opened", "suspected", "2020-03-11"))
    shown = ladder.look("community")
    assert shown["state"] == "suspended"
    assert [one["id"] for one in shown["must_stop"]] == ["walk_in_turns"]


def test_a_confirmed_case_takes_the_certificate(ladder: Ladder, town: Flask, clock: Clock) -> None:
    ladder.certify()
    clock.advance(days=2)
    author(town, case("opened", "confirmed", "2020-03-11"))
    shown = ladder.look("community")
    assert (shown["state"], shown["certificate"]) == ("revoked", None)
    assert "最早 3月25日" in primary(shown)["why"]["zh"]


def test_later_contrary_evidence_opens_a_review_that_the_district_settles(
    ladder: Ladder, town: Flask, clock: Clock
) -> None:
    ladder.certify()
    clock.advance(days=2)
    late = case("opened", "confirmed", "2020-03-01")
    [record] = author(town, type(late)(late.kind, late.place, late.fields, at=clock.ms - 1000))
    assert ladder.look("community")["review"] == [record]
    shown = ladder.look("district")
    # A case's record is opened by the community and the street alone; that there is one is told.
    assert (shown["state"], shown["review"], shown["review_closed"]) == ("certified", [], 1)
    assert {"uphold", "revoke", "withdraw"} <= {one["step"] for one in shown["actions"]}
    assert "uphold" not in {one["step"] for one in ladder.look("community")["actions"]}
    assert ladder.take("district", "uphold", "核实为外地旧案")["review_closed"] == 0


def test_what_a_person_suspends_and_restores_carries_the_reason(ladder: Ladder) -> None:
    ladder.certify()
    assert ladder.take("district", "suspend", "抽查不合格")["state"] == "suspended"
    shown = ladder.take("district", "restore", "已整改")
    assert shown["state"] == "certified"
    assert [line["reason"] for line in shown["history"][:2]] == ["已整改", "抽查不合格"]


def test_it_is_not_restored_by_hand_while_somebody_is_not_released(
    ladder: Ladder, town: Flask, clock: Clock
) -> None:
    ladder.certify()
    clock.advance(days=1)
    author(town, case("opened", "suspected", "2020-03-11", hour=6))
    [restore] = [one for one in ladder.look("district")["actions"] if one["step"] == "restore"]
    assert restore["why"]["zh"] == "还有 1 人没解除或排除,解除后自动恢复"
    answer = ladder.try_to("district", "restore", "催得急")
    assert (answer.status_code, said(answer)["code"]) == (409, "standing_refused")
    assert said(answer)["why"] == restore["why"]
    author(town, case("excluded", "suspected", "2020-03-11", hour=7))
    assert ladder.look("district")["state"] == "certified"


def test_looking_back_shows_what_stood_and_offers_nothing(
    ladder: Ladder, town: Flask, clock: Clock
) -> None:
    ladder.certify()
    then = clock.ms + 1000
    clock.advance(days=1)
    author(town, case("opened", "suspected", "2020-03-11", hour=6))
    assert ladder.look("street")["state"] == "suspended"
    shown = ladder.look("street", known_at=then)
    assert (shown["state"], shown["actions"], shown["past"]) == ("certified", [], True)
    assert shown["conditions"]["verdict"] == "met"


def test_the_frozen_evidence_is_found_again_in_the_log(
    ladder: Ladder, town: Flask, clock: Clock
) -> None:
    ladder.certify()
    clock.advance(days=1)
    author(town, case("opened", "suspected", "2020-03-11", hour=6))
    with town.app_context():
        certificate = standing_of(COMPOUND).certificate
        assert certificate is not None
        assert verify(certificate, place_of(COMPOUND)) == "holds"


def place_of(id: str) -> Any:

    return db.session.query(Place).where(Place.id == id).one()


def test_a_community_needs_every_compound_below_it(ladder: Ladder, town: Flask) -> None:
    certify(town)
    answer = ladder.try_to("community", "declare", place=COMMUNITY)
    assert said(answer)["why"]["zh"] == "还差 1 个:隔壁小区(没有申报)"
    certify(town, SIBLING_COMPOUND)
    shown = ladder.take("community", "declare", place=COMMUNITY)
    assert shown["state"] == "declared"


def test_a_street_is_on_notice_for_three_days_before_it_is_named(
    ladder: Ladder, town: Flask, clock: Clock
) -> None:
    for community in (COMMUNITY, FOREIGN_COMPOUND.partition(".")[0]):
        certify(town, community)
    assert ladder.take("street", "declare", place=STREET)["state"] == "declared"
    shown = ladder.take("city", "put_on_notice", place=STREET)
    assert shown["notice_until"] == clock.ms + 3 * 86_400_000
    waits = primary(ladder.look("city", STREET))
    assert (waits["step"], waits["why"]["en"]) == ("name", "the public notice is not over")
    clock.advance(days=3)
    assert ladder.take("city", "name", place=STREET)["state"] == "named"


def test_a_foreign_place_is_not_found(ladder: Ladder) -> None:
    query = {"place": FOREIGN_COMPOUND}
    assert ladder.community.get(f"{API}/standings", query_string=query).status_code == 404


def test_a_door_has_no_standing(ladder: Ladder) -> None:
    query = {"place": DOOR}
    assert ladder.community.get(f"{API}/standings", query_string=query).status_code == 404


def test_steps_out_of_order_are_shown_with_why_they_changed_nothing(
    ladder: Ladder, town: Flask
) -> None:
    author(town, step("certify", "2020-03-09"))
    [line] = ladder.look("district")["history"]
    assert line["refused"]["zh"] == "现在是“没有申报”,走不了这一步"
    assert line["at"] == moment("2020-03-09")


def test_no_phone_takes_a_step_or_amends_or_voids_one(
    ladder: Ladder, town: Flask, clock: Clock
) -> None:
    """A secretary with a phone and a clever friend: what the app never sends is not believed."""
    certify(town)
    [revoked] = author(town, step("revoke", "2020-03-09"))
    assert ladder.look("community")["state"] == "revoked"
    clever = HttpPhone(
        ClientWire(town.test_client()), clock, ladder.community.id, ladder.community.access
    )
    kind, place = "standing_step", COMPOUND
    fields: Any = step("certify", "2020-03-09").fields
    clever.record(kind, place, dict(fields) | {"role": "district"})
    changes: list[Any] = [{"_void": True}, dict(fields)]
    for change in changes:
        clever.record(kind, place, change, root=revoked, parents=[revoked])
    clever.settle()
    assert clever.unsent == 0
    assert ladder.look("community")["state"] == "revoked"
    assert ladder.look("district")["state"] == "revoked"


def test_no_desk_amends_a_step(ladder: Ladder, town: Flask) -> None:
    certify(town)
    [revoked] = author(town, step("revoke", "2020-03-09"))
    body = {"record": revoked, "heads": [revoked], "fields": {"_void": True}, "why": "x"}
    assert ladder.community.post(f"{API}/matters/amend", body).status_code == 403
    assert ladder.look("community")["state"] == "revoked"
