"""The evidence of a compound: live, as of an earlier moment, and by plain loops, all the same."""

from dataclasses import replace

import pytest

from server.db import writing
from server.evidence import SqlEvidence, evidence_of
from server.evidence.past import PastGround
from server.judging.horizon import responsible_phones
from server.log.authoring import Draft
from server.models import Account, Grant, Place, Waived
from server.records.earlier import CLOSED, ENDS, keep
from server.store import current_store
from sync.days import DAY, HOUR, session_window
from sync.evidence import Slots, SlotTime, Wanted
from tests.server.fortnight import DAYS, DOORS, SESSIONS, Town, a_fortnight_in_small, op, town
from tests.store_contract import BUILDING, CITY, COMMUNITY, COMPOUND, NOW, OTHER

__all__ = ["town"]


def times() -> tuple[SlotTime, ...]:
    found = []
    for day in DAYS:
        for session in ("am", "pm", "*"):
            found.append(SlotTime(day, session, session_window(day, session, SESSIONS)[1]))
    return tuple(found)


SCREENING = Slots("screening", times(), ("household",))
DISINFECTION = Slots("disinfection", times(), ("area",))
ASKED = [
    SCREENING,
    DISINFECTION,
    replace(SCREENING, tags=("alone",)),
    replace(SCREENING, min_records=2),
    replace(DISINFECTION, area_kinds=("gate",), grace_ms=HOUR),
]


@pytest.mark.parametrize("seed", range(2))
def test_the_read_models_answer_as_plain_loops_over_records_do(town: Town, seed: int) -> None:
    a_fortnight_in_small(town, seed)
    loops, live = town.in_memory(), town.evidence()
    for ask in ASKED:
        assert list(live.coverage(ask)) == list(loops.coverage(ask)), ask
        assert sorted(live.slot_records(ask)) == sorted(loops.slot_records(ask))
        gaps = [
            (g.place.id, g.state, g.day, g.session, sorted(g.record_ids)) for g in live.gaps(ask)
        ]
        assert gaps == [
            (g.place.id, g.state, g.day, g.session, sorted(g.record_ids)) for g in loops.gaps(ask)
        ]
    for day in DAYS:
        assert live.register(day) == loops.register(day)
        assert live.register(DAYS[0], day) == loops.register(DAYS[0], day)
        assert [(g.place, g.state, g.since_at) for g in live.register_gaps(day)] == [
            (g.place, g.state, g.since_at) for g in loops.register_gaps(day)
        ]
    missed = [(g.place.id, g.state, g.since_at, g.said) for g in
              live.unreached("screening", DAYS[0], DAYS[-1])]  # fmt: skip
    assert missed == [
        (g.place.id, g.state, g.since_at, g.said)
        for g in loops.unreached("screening", DAYS[0], DAYS[-1])
    ]


WANTED = [
    Wanted(("screening",)),
    Wanted(("disinfection",), DAYS[1], DAYS[1], area_kinds=("lift",)),
    Wanted(("screening", "occupancy"), since_on=DAYS[2], codes=("exception", "")),
    Wanted(("screening",), where={"symptoms": ("fever",)}),
    Wanted(("screening",), place=DOORS[0]),
]


def test_records_are_found_as_plain_loops_find_them(town: Town) -> None:
    a_fortnight_in_small(town, 7)
    loops, live = town.in_memory(), town.evidence()
    for wanted in WANTED:
        ours, theirs = list(live.records(wanted)), list(loops.records(wanted))
        assert [fact.observed_to for fact in ours] == [fact.observed_to for fact in theirs]
        twins = {fact.id: fact for fact in theirs}
        assert {fact.id for fact in ours} == twins.keys()
        for fact in ours:
            twin = twins[fact.id]
            assert replace(fact, by=()) == replace(twin, by=(), received_at=fact.received_at)
            assert [one.id for one in fact.by] == [one.id for one in twin.by]
        by = ("agent", "@area_kind", "symptoms")
        assert list(live.tally(wanted, by)) == list(loops.tally(wanted, by))
        assert live.late(wanted, HOUR)[1] == loops.late(wanted, HOUR)[1]
        assert live.days_told(wanted.kinds, DAYS[0], DAYS[-1]) == loops.days_told(
            wanted.kinds, DAYS[0], DAYS[-1]
        )
        at = town.clock[0] - 2 * DAY
        histories = {one.now.id: one for one in loops.histories(wanted, at)}
        for one in live.histories(wanted, at):
            twin_history = histories[one.now.id]
            assert (one.then and one.then.fields) == (
                twin_history.then and twin_history.then.fields
            )
            assert one.said == twin_history.said


def answers(evidence: SqlEvidence) -> list[object]:
    """Everything that can be asked, as one value."""
    return [
        evidence.prefix,
        *(list(evidence.coverage(ask)) for ask in ASKED),
        *(list(evidence.gaps(ask)) for ask in ASKED),
        *(sorted(evidence.slot_records(ask)) for ask in ASKED),
        *(evidence.register(day, until) for day in DAYS for until in (None, day)),
        *(list(evidence.histories(wanted, evidence.known_at - DAY)) for wanted in WANTED),
        *(list(evidence.register_gaps(day)) for day in DAYS),
        evidence.unreached("screening", DAYS[0], DAYS[-1]),
        *(sorted(evidence.records(wanted), key=lambda f: f.id) for wanted in WANTED),
        evidence.places(("household", "area", "building")),
        evidence.silent(("screening",), evidence.known_at - HOUR),
        *(sorted(evidence.days_told(wanted.kinds, DAYS[0], DAYS[-1])) for wanted in WANTED),
    ]


def test_what_was_known_at_a_moment_is_answered_the_same_ever_after(town: Town) -> None:
    a_fortnight_in_small(town, 3)
    then = town.clock[0]
    live = town.evidence()
    remembered = answers(live)
    town.clock[0] += 6 * HOUR
    phone = town.phones[0]
    late = op("screening", DOORS[0], phone.user, NOW - 2 * HOUR, f"{DAYS[1]}/am",
              outcome="normal", method="door")  # fmt: skip
    town.record(phone, late)
    current_store().author([Draft("occupancy", DOORS[1], {"state": "occupied"})], "u1")
    past = town.evidence(then)
    assert isinstance(past.ground, PastGround)
    assert answers(past) == remembered
    assert answers(town.evidence()) != remembered


def test_who_may_mend_a_gap_is_named(town: Town) -> None:
    live = town.evidence()
    assert [one.id for one in live.responsible(("screening",), DOORS[0])] == ["u1"]
    assert [one.name for one in live.responsible(("disinfection",), f"{COMPOUND}.@gate")] == ["人3"]
    assert live.responsible(("screening",), "nowhere") == []


def test_phones_that_never_spoke_are_silent_and_named_with_their_places(town: Town) -> None:
    town.record(town.phones[0])
    silent = town.evidence().silent(("screening", "disinfection"), town.clock[0] - 1)
    assert [(one.user.id, one.drained_at, [p.id for p in one.places]) for one in silent] == [
        ("u2", None, [OTHER]),
        ("u3", None, [COMPOUND]),
    ]


def test_of_a_door_those_phones_are_silent_that_look_after_it(town: Town) -> None:
    evidence, since = town.evidence(), town.clock[0] - 1

    def of(place: str) -> list[str]:
        return [one.user.id for one in evidence.silent(("screening", "disinfection"), since, place)]

    assert (of(DOORS[0]), of(DOORS[-1]), of(COMPOUND)) == (["u1", "u3"], ["u2", "u3"], ["u3"])


def test_the_end_of_a_role_is_the_one_that_was_known(town: Town) -> None:
    now, places = town.clock[0], list(town.evidence().by_key)
    with writing() as session:
        session.query(Grant).filter_by(user_key=2).one().valid_to = now - DAY
    town.clock[0] += HOUR
    with writing() as session:
        role = session.query(Grant).filter_by(user_key=2).one()
        keep(session, ENDS, role.key, role.valid_to)
        role.valid_to = None

    def told(at: int | None) -> tuple[list[str], list[str]]:
        evidence = town.evidence(at)
        silent = evidence.silent(("screening", "disinfection"), now - HOUR)
        able = evidence.responsible(("screening",), DOORS[-1])
        return [one.user.id for one in silent], [one.id for one in able]

    assert told(now) == (["u1", "u3"], [])
    assert told(None) == (["u1", "u2", "u3"], ["u2"])
    ask = places, ("building_lead",), now - HOUR, now
    assert {phone.device_key for phone in responsible_phones(*ask, known_at=now)} == {1}
    assert {phone.device_key for phone in responsible_phones(*ask)} == {1, 2}


def test_an_account_that_was_closed_then_is_asked_of_nobody(town: Town) -> None:
    now, places = town.clock[0], list(town.evidence().by_key)
    with writing() as session:
        session.get_one(Account, 1).disabled_at = now - HOUR
    town.clock[0] += HOUR
    with writing() as session:
        keep(session, CLOSED, 1, now - HOUR)
        session.get_one(Account, 1).disabled_at = None
    assert town.evidence(now).responsible(("screening",), DOORS[0]) == []
    assert [one.id for one in town.evidence().responsible(("screening",), DOORS[0])] == ["u1"]
    ask = places, ("building_lead",), now - HOUR, now
    assert {phone.device_key for phone in responsible_phones(*ask, known_at=now)} == {2}


def test_a_waiver_holds_between_its_days(town: Town) -> None:
    with writing() as session:
        key = next(p.key for p in session.query(Place) if p.id == COMPOUND)
        session.add(Waived(compound_key=key, criterion="S3.5", reason="没有电梯", from_on=DAYS[0],
                           until_on=DAYS[1], by_user=1, created_at=1))  # fmt: skip
    live = town.evidence()
    assert [live.waivers(day).get("S3.5") is not None for day in DAYS] == [True, True, False]
    assert live.waivers(DAYS[0])["S3.5"].by == "人1"


def test_only_a_compound_has_evidence(town: Town) -> None:
    assert [evidence_of(id) for id in (CITY, COMMUNITY, BUILDING, "nowhere")] == [None] * 4
