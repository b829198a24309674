"""What becomes of an op, judged from facts alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sync.admission import NOWHERE, Judge, feed_of, fits, read
from sync.kinds import load_kinds
from sync.log import FeedKey, Grant, PlaceFacts, Session
from sync.ops import Op, OpParts, read_op, seal
from tests.sync.street import COMMUNITY, COMPOUND, DAY, DOOR, GATE, HOUR, MORNING, THREE, places

KINDS = load_kinds()
PARTS = OpParts(
    kind="screening", version=1, nonce="AAECAwQFBgc", place=DOOR, by="u5", at=MORNING, tz=480,
    rec=MORNING, slot="2020-03-10/am", clk=(0, 20), anc=MORNING - HOUR,
    fields={"outcome": "normal", "method": "door"},
)  # fmt: skip
LEAD = Grant(THREE, "building_lead", 0)
CASE = "s0fUP0PIRNCDM3UIX7xtyg"


def op(**changed: Any) -> Op:
    return read_op(seal(replace(PARTS, **changed)))


def judge(given: Op | None, *grants: Grant, trusted: bool = True, at: int = MORNING + 1000) -> Any:
    session = Session("u5", None, grants or (LEAD,), trusted=trusted)
    verdict = Judge(KINDS, places(), session).verdict(given, at)
    return verdict.status, verdict.why, *[tuple(feed) for feed in verdict.feeds]


QUAR = (COMMUNITY, "quar")


@pytest.mark.parametrize(
    ("changed", "status", "why", "feed"),
    [
        ({}, "accepted", None, (THREE, "person")),
        ({"by": "u6"}, "quarantined", "user", QUAR),
        ({"kind": "telepathy"}, "held", "kind", QUAR),
        ({"version": 2}, "held", "kind", QUAR),
        ({"place": "nowhere"}, "quarantined", "place", QUAR),
        ({"place": GATE}, "quarantined", "place", QUAR),
        ({"fields": {"outcome": "wonderful"}}, "quarantined", "schema", QUAR),
        ({"slot": None}, "quarantined", "schema", QUAR),
        ({"slot": "2020-02-30/am"}, "quarantined", "schema", QUAR),
        ({"slot": "2020-03-10"}, "quarantined", "schema", QUAR),
        ({"slot": "2020-03-10/"}, "quarantined", "schema", QUAR),
        ({"kind": "disinfection", "place": GATE, "fields": {"agent": "chlorine", "mg_l": 500,
          "method": ["spray"]}}, "quarantined", "scope", QUAR),
    ],
)  # fmt: skip
def test_an_op_is_judged(changed: dict[str, Any], status: str, why: str | None, feed: Any) -> None:
    assert judge(op(**changed)) == (status, why, feed)


def test_what_says_nothing_is_malformed() -> None:
    assert read("{") is None
    assert judge(None) == ("quarantined", "malformed", QUAR)


def test_what_a_revoked_phone_sends_waits() -> None:
    assert judge(op(), trusted=False) == ("quarantined", "sign_in", QUAR)


def test_people_who_were_never_granted_a_place_have_a_quarantine_too() -> None:
    session = Session("u5", None, ())
    verdict = Judge(KINDS, {}, session).verdict(op(), MORNING)
    assert [tuple(feed) for feed in verdict.feeds] == [(NOWHERE, "quar")]


@pytest.mark.parametrize(
    ("grant", "admitted"),
    [
        (Grant(THREE, "building_lead", 0), True),
        (Grant(COMPOUND, "building_lead", 0), True),
        (Grant(COMMUNITY, "building_lead", 0), True),
        (Grant(f"{COMPOUND}.4", "building_lead", 0), False),
        (Grant(THREE, "property_staff", 0), False),
        (Grant(THREE, "building_lead", MORNING - HOUR, MORNING - 10 * 60_000), False),
        (Grant(THREE, "building_lead", MORNING - HOUR, MORNING), True),  # within the slack
        (Grant(THREE, "building_lead", MORNING + 10 * 60_000), False),
    ],
)
def test_the_grant_at_the_moment_of_capture_decides(grant: Grant, admitted: bool) -> None:
    found = judge(op(), grant, at=MORNING + DAY)
    assert found[0] == ("accepted" if admitted else "quarantined")


def test_a_grant_of_a_street_or_a_district_reaches_the_places_below_it() -> None:
    inside = {"community": COMMUNITY, "street": "s", "district": "d", "city": "t"}
    facts = {COMPOUND: PlaceFacts(COMPOUND, "compound", compound=COMPOUND, **inside)}
    fields = {"step": "declare", "role": "street", "policy": "p", "policy_version": 1}
    step = op(kind="standing_step", place=COMPOUND, slot=None, fields=fields)
    anybodys = {**KINDS, "standing_step": replace(KINDS["standing_step"], office=False)}
    for place, role in (("s", "street"), ("d", "district"), ("t", "city")):
        session = Session("u5", None, (Grant(place, role, 0),))
        found = Judge(anybodys, facts, session).verdict(step, MORNING)
        assert (found.status, found.feeds) == ("accepted", (FeedKey("t", "work"),))
        kept = Judge(KINDS, facts, session).verdict(step, MORNING)
        assert (kept.status, kept.why) == ("quarantined", "scope")  # decided at a desk alone
    session = Session("u5", None, (Grant("another", "street", 0),))
    assert Judge(anybodys, facts, session).verdict(step, MORNING).why == "scope"


@pytest.mark.parametrize("said", [{"_void": True}, {"_void": False}, {"category": "fever"}])
@pytest.mark.parametrize(
    ("role", "why"), [("grid_worker", "amend"), ("community", None), ("building_lead", "scope")]
)
def test_a_change_of_a_case_counts_at_once_from_the_community_alone(
    said: dict[str, Any], role: str, why: str | None
) -> None:
    change = op(kind="case_event", fields=said, slot=None, root=CASE, parents=(CASE,))
    status = "accepted" if why is None else "quarantined"
    assert judge(change, Grant(COMMUNITY, role, 0))[:2] == (status, why)


def test_who_may_not_change_a_case_still_opens_one() -> None:
    told = {"person": "c7", "category": "fever", "event": "opened", "happened_on": "2020-03-10"}
    opening = op(kind="case_event", fields=told, slot=None)
    assert judge(opening, Grant(COMMUNITY, "grid_worker", 0))[:2] == ("accepted", None)


def test_a_clock_that_is_wrong_by_years_widens_the_moment_to_what_is_certain() -> None:
    wrong = op(rec=MORNING - 700 * DAY, at=MORNING - 700 * DAY)
    then = Grant(THREE, "building_lead", MORNING - 30 * 60_000, MORNING - 20 * 60_000)
    assert judge(wrong, then)[0] == "accepted"
    never = Grant(THREE, "building_lead", MORNING - 700 * DAY, MORNING - 600 * DAY)
    assert judge(wrong, never)[0] == "quarantined"


def test_a_phone_that_never_measured_its_clock_is_given_the_benefit() -> None:
    first = op(clk=None, anc=None, rec=1, at=1)
    assert judge(first, Grant(THREE, "building_lead", MORNING - DAY, MORNING - HOUR))[0] == (
        "accepted"
    )


def test_an_amendment_may_leave_out_slot_and_fields() -> None:
    change = op(root="tTUrielNwx7BkeyeADprAw", slot=None, fields={"note": "x"})
    assert fits(KINDS["screening"], change)
    assert not fits(KINDS["notice"], op(kind="notice", fields={}))


def test_a_place_without_the_unit_has_no_feed() -> None:
    compound = PlaceFacts(COMPOUND, "compound", compound=COMPOUND, community=COMMUNITY)
    assert feed_of(KINDS["screening"], compound) is None
    kinds = {"screening": replace(KINDS["screening"], places=("compound",))}
    session = Session("u5", None, (Grant(COMPOUND, "building_lead", 0),))
    found = Judge(kinds, places(), session).verdict(op(place=COMPOUND), MORNING)
    assert (found.status, found.why) == ("quarantined", "place")
    assert feed_of(KINDS["place"], compound) == (COMPOUND, "ref")
