"""The standing of a place, with the dates of the published notices."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sync.cases import CaseEvent
from sync.days import DAY, HOUR, day_of, day_plus, day_start
from sync.policy_file import load_policy
from sync.standing import STEPS, Standing, Step, standing

POLICY = load_policy("wuhan-2020-03")
ROLES = {
    "declare": "community",
    "community_check": "community",
    "street_review": "street",
    "certify": "district",
    "file": "district",
}


def step(name: str, on: str, role: str = "", hour: int = 9) -> Step:
    at = day_start(on) + hour * HOUR
    return Step(f"{name}-{on}-{hour}", name, at, role or ROLES.get(name, "district"), "u1")


def case(what: str, category: str, on: str, name: str = "k", hour: int = 12) -> CaseEvent:
    at = day_start(on) + hour * HOUR
    return CaseEvent(name, what, category, on, at, f"{name}-{what}-{category}-{on}-{hour}")


CERTIFIED = [
    step("declare", "2020-03-05", hour=8),
    step("community_check", "2020-03-05"),
    step("street_review", "2020-03-05", hour=12),
    step("certify", "2020-03-06"),
]


def at(
    day: str, steps: list[Step], events: list[CaseEvent] | None = None, level: str = "compound"
) -> Standing:
    return standing(POLICY, level, steps, events or [], day_start(day) + DAY - 1)


def test_a_compound_is_declared_checked_reviewed_certified_and_filed() -> None:
    steps = [*CERTIFIED, step("file", "2020-03-08")]
    result = at("2020-03-08", steps)
    assert [change.state for change in result.changes] == [
        "declared",
        "community_checked",
        "street_reviewed",
        "certified",
        "filed",
    ]
    assert result.held_days == 2


def test_a_new_suspect_suspends_at_once() -> None:
    result = at("2020-03-09", CERTIFIED, [case("opened", "suspected", "2020-03-09")])
    assert result.state == "suspended"
    assert result.privileges == ()


def test_what_a_case_did_is_told_in_words_and_not_in_codes() -> None:
    events = [
        case("opened", "suspected", "2020-03-09"),
        case("excluded", "suspected", "2020-03-10"),
    ]
    told = [change.words.zh for change in at("2020-03-10", CERTIFIED, events).changes[-2:]]
    assert told == ["3月9日新增疑似", "3月10日疑似排除"]


def test_an_exclusion_restores_and_the_suspended_days_count() -> None:
    events = [
        case("opened", "suspected", "2020-03-09"),
        case("excluded", "suspected", "2020-03-12"),
    ]
    result = at("2020-03-13", CERTIFIED, events)
    assert result.state == "certified"
    assert result.held_days == 7


def test_a_filed_compound_is_restored_to_filed() -> None:
    steps = [*CERTIFIED, step("file", "2020-03-08")]
    events = [case("opened", "fever", "2020-03-09"), case("excluded", "fever", "2020-03-10")]
    assert at("2020-03-10", steps, events).state == "filed"


def test_it_stays_suspended_until_the_last_suspect_is_excluded() -> None:
    events = [
        case("opened", "suspected", "2020-03-09", "a"),
        case("opened", "close_contact", "2020-03-09", "b"),
        case("excluded", "suspected", "2020-03-12", "a"),
    ]
    assert at("2020-03-12", CERTIFIED, events).state == "suspended"


def test_a_suspect_who_is_confirmed_costs_the_certificate() -> None:
    events = [
        case("opened", "suspected", "2020-03-09"),
        case("converted", "confirmed", "2020-03-10"),
    ]
    result = at("2020-03-10", CERTIFIED, events)
    assert result.state == "revoked"
    assert result.certificate is None


def test_one_confirmed_case_revokes() -> None:
    result = at("2020-03-09", CERTIFIED, [case("opened", "confirmed", "2020-03-09")])
    assert [change.state for change in result.changes[-2:]] == ["certified", "revoked"]


def test_a_revoked_compound_may_declare_again() -> None:
    events = [case("opened", "confirmed", "2020-03-09")]
    steps = [*CERTIFIED, step("declare", "2020-03-23")]
    assert at("2020-03-23", steps, events).state == "declared"


def test_an_asymptomatic_infection_counts_from_4_april_only() -> None:
    before = [case("opened", "asymptomatic", "2020-04-03")]
    after = [case("opened", "asymptomatic", "2020-04-04")]
    assert at("2020-04-05", CERTIFIED, before).state == "certified"
    assert at("2020-04-05", CERTIFIED, after).state == "suspended"


def test_from_4_april_the_community_and_the_street_fall_too() -> None:
    on_notice = [
        step("declare", "2020-03-17", "street"),
        step("put_on_notice", "2020-03-20", "city"),
        step("name", "2020-03-23", "city"),
    ]
    before = [case("opened", "confirmed", "2020-04-03")]
    after = [case("opened", "confirmed", "2020-04-04")]
    assert at("2020-04-05", on_notice, before, "street").state == "named"
    assert at("2020-04-05", on_notice, after, "street").state == "revoked"
    assert at("2020-04-05", CERTIFIED, after, "community").state == "revoked"


def test_the_rule_of_4_april_holds_in_a_district_that_scores_by_its_own_table() -> None:
    hongshan = load_policy("hongshan-2020-03")
    late = day_start("2020-04-12")
    for on, state in (("2020-04-03", "certified"), ("2020-04-04", "suspended")):
        events = [case("opened", "asymptomatic", on)]
        for level in ("compound", "community"):
            steps = [replace(one, at=one.at + 10 * DAY) for one in CERTIFIED]
            assert standing(hongshan, level, steps, events, late).state == state


def test_a_street_is_named_after_three_days_of_notice_and_not_before() -> None:
    put = [step("declare", "2020-03-17", "street"), step("put_on_notice", "2020-03-20", "city")]
    early = at("2020-03-23", [*put, step("name", "2020-03-23", "city", hour=8)], level="street")
    assert early.state == "on_notice"
    assert early.refused[0].words.en == "the public notice is not over"
    assert at("2020-03-23", [*put, step("name", "2020-03-23", "city")], level="street").state == (
        "named"
    )


def test_a_district_is_on_notice_for_three_days_too_and_an_objection_sends_it_back() -> None:
    """Streets and districts are assessed by the city (Changjiang Daily, 2020-03-14)."""
    declared = step("declare", "2020-03-20", "district")
    noticed = step("put_on_notice", "2020-03-20", "city", hour=16)
    early, due = step("name", "2020-03-22", "city"), step("name", "2020-03-23", "city", hour=16)
    assert at("2020-03-22", [declared, noticed, early], level="district").state == "on_notice"
    assert at("2020-03-23", [declared, noticed, due], level="district").state == "named"
    objected = step("refuse", "2020-03-21", "city")
    back = at("2020-03-23", [declared, noticed, objected, due], level="district")
    assert (back.state, [one.step.id for one in back.refused]) == ("none", [due.id])


def test_a_street_is_not_named_by_its_district() -> None:
    put = [step("declare", "2020-03-17", "street"), step("put_on_notice", "2020-03-20", "district")]
    result = at("2020-03-20", put, level="street")
    assert result.state == "declared"
    assert result.refused[0].words.en == "this role may not do it"


def test_a_community_may_not_certify_itself() -> None:
    steps = [*CERTIFIED[:3], replace(CERTIFIED[3], role="community")]
    assert at("2020-03-06", steps).state == "street_reviewed"


def test_nothing_is_certified_while_a_condition_is_not_met() -> None:
    steps = [*CERTIFIED[:3], replace(CERTIFIED[3], verdict="not_yet_known")]
    result = at("2020-03-06", steps)
    assert result.state == "street_reviewed"
    assert result.refused[0].words.en == "the two conditions are not both met"


def test_a_step_out_of_order_changes_nothing_and_is_shown() -> None:
    result = at("2020-03-06", [step("certify", "2020-03-06")])
    assert result.state == "none"
    assert result.refused[0].words.en == "not possible while not declared"


def test_a_step_that_does_not_exist_is_refused() -> None:
    result = at("2020-03-06", [step("celebrate", "2020-03-06")])
    assert result.refused[0].words.en == "there is no such step"


def test_a_data_error_withdraws() -> None:
    assert at("2020-03-09", [*CERTIFIED, step("withdraw", "2020-03-09")]).state == "withdrawn"


def test_a_refused_declaration_goes_back_to_none() -> None:
    steps = [*CERTIFIED[:2], step("refuse", "2020-03-06", "street")]
    assert at("2020-03-06", steps).state == "none"


def test_a_case_before_the_certificate_opens_a_review_and_changes_nothing() -> None:
    late = case("opened", "confirmed", "2020-03-01")
    result = at("2020-03-09", CERTIFIED, [late])
    assert result.state == "certified"
    assert result.review == (late.record,)


def test_an_upheld_certificate_is_not_under_review() -> None:
    late = case("opened", "confirmed", "2020-03-01")
    assert at("2020-03-09", [*CERTIFIED, step("uphold", "2020-03-08")], [late]).review == ()


def test_what_is_told_after_it_was_upheld_opens_the_review_again() -> None:
    upheld = [*CERTIFIED, step("uphold", "2020-03-08")]
    told = replace(case("opened", "confirmed", "2020-03-01"), at=day_start("2020-03-09"))
    assert at("2020-03-09", upheld, [told]).review == (told.record,)


def test_a_case_told_of_late_counts_from_the_day_it_happened() -> None:
    told = replace(case("opened", "confirmed", "2020-03-08"), at=day_start("2020-03-12"))
    result = at("2020-03-09", CERTIFIED, [told])
    assert (result.state, day_of(result.changes[-1].at)) == ("revoked", "2020-03-08")


def test_a_district_does_not_fall_with_a_compound() -> None:
    named = [
        step("declare", "2020-04-01", "district"),
        step("put_on_notice", "2020-04-01", "city", 10),
        step("name", "2020-04-04", "city", 10),
    ]
    case_after = [case("opened", "confirmed", "2020-04-05")]
    assert at("2020-04-05", named, case_after, "district").state == "named"


def test_a_declaration_that_was_not_met_is_none() -> None:
    early = [replace(CERTIFIED[0], verdict="not_met")]
    assert at("2020-03-05", early).state == "none"


def test_a_case_of_before_that_was_long_over_opens_no_review() -> None:
    old = case("opened", "confirmed", "2020-02-01")
    assert at("2020-03-09", CERTIFIED, [old]).review == ()


def test_what_a_person_suspended_a_released_suspect_does_not_restore() -> None:
    steps = [*CERTIFIED, step("suspend", "2020-03-08")]
    events = [case("opened", "fever", "2020-03-09"), case("excluded", "fever", "2020-03-10")]
    assert at("2020-03-10", steps, events).state == "suspended"
    assert at("2020-03-11", [*steps, step("restore", "2020-03-11")], events).state == "certified"


def test_it_cannot_be_restored_by_hand_while_a_suspect_is_open() -> None:
    early = step("restore", "2020-03-10")
    steps = [*CERTIFIED, step("suspend", "2020-03-08"), early]
    events = [case("opened", "fever", "2020-03-09"), case("excluded", "fever", "2020-03-11")]
    refused = at("2020-03-10", steps, events)
    assert refused.state == "suspended"
    assert [(one.step, one.words.zh) for one in refused.refused] == [
        (early, "还有 1 人没解除或排除,解除后自动恢复")
    ]
    later = at("2020-03-12", [*steps, step("restore", "2020-03-12")], events)
    assert (later.state, later.held_days) == ("certified", 6)


def test_a_suspension_by_a_case_cannot_be_lifted_by_hand_before_the_exclusion() -> None:
    events = [case("opened", "suspected", "2020-03-09")]
    assert (
        at("2020-03-11", [*CERTIFIED, step("restore", "2020-03-10")], events).state == "suspended"
    )


def test_what_it_allows_follows_the_days_held() -> None:
    early, later = (
        at("2020-03-18", [*CERTIFIED[:3], step("certify", "2020-03-12")]),
        at("2020-03-19", [*CERTIFIED[:3], step("certify", "2020-03-12")]),
    )
    assert [one.id for one in early.privileges] == ["walk_in_turns"]
    assert [one.id for one in later.privileges] == [
        "walk_in_turns",
        "walk_freely",
        "shop_once_a_day",
        "shops_open",
    ]


def test_all_that_it_allowed_stops_on_the_day_of_the_suspension_and_comes_back_with_it() -> None:
    """Relaxations stop immediately (HQ, 2020-03-18); suspended days count (HQ, 2020-03-09)."""
    events = [case("opened", "fever", "2020-03-20"), case("excluded", "fever", "2020-03-22")]
    assert at("2020-03-20", CERTIFIED, events).privileges == ()
    assert at("2020-03-21", CERTIFIED, events).privileges == ()
    back = at("2020-03-22", CERTIFIED, events)
    assert (back.held_days, len(back.privileges)) == (16, 4)


def test_what_has_to_stop_is_what_it_had_come_to_allow_and_no_more() -> None:
    """Privileges that nobody had yet were once told to stop."""
    fourth = [*CERTIFIED[:3], step("certify", "2020-03-17")]
    suspended = at("2020-03-30", fourth, [case("opened", "fever", "2020-03-20")])
    assert [one.id for one in suspended.stops] == ["walk_in_turns", "shop_once_a_day", "shops_open"]
    revoked = at("2020-03-30", [*fourth, step("revoke", "2020-03-18")])
    assert [one.id for one in revoked.stops] == ["walk_in_turns"]
    # Taken away while it was suspended already: nothing was added since.
    later = [*fourth, step("suspend", "2020-03-18"), step("revoke", "2020-03-29")]
    assert at("2020-03-30", later).stops == revoked.stops


def test_a_case_told_of_late_stops_what_was_relaxed_until_it_was_told_of() -> None:
    late = replace(case("opened", "fever", "2020-03-12"), at=day_start("2020-03-20"))
    assert len(at("2020-03-20", CERTIFIED, [late]).stops) == 4


def test_nothing_has_to_stop_where_nothing_was_ever_allowed() -> None:
    withdrawn = [step("declare", "2020-03-05"), step("withdraw", "2020-03-06")]
    assert at("2020-03-30", withdrawn).stops == ()
    assert at("2020-03-30", CERTIFIED).stops == ()
    again = [
        *CERTIFIED, step("revoke", "2020-03-08"), step("declare", "2020-03-20"),
        step("withdraw", "2020-03-21"),
    ]  # fmt: skip
    assert at("2020-03-30", again).stops == ()


def test_nothing_is_known_of_later_moments() -> None:
    events = [case("opened", "confirmed", "2020-03-09")]
    assert at("2020-03-08", CERTIFIED, events).state == "certified"


STORY = st.tuples(
    st.lists(
        st.builds(
            lambda name, ahead, hour: step(name, day_plus("2020-03-01", ahead), hour=hour),
            st.sampled_from(sorted(STEPS)),
            st.integers(0, 40),
            st.integers(0, 23),
        ),
        max_size=8,
    ),
    st.lists(
        st.builds(
            lambda what, category, ahead, name: case(
                what, category, day_plus("2020-03-01", ahead), name
            ),
            st.sampled_from(["opened", "converted", "released", "excluded"]),
            st.sampled_from(["confirmed", "suspected", "fever", "close_contact", "asymptomatic"]),
            st.integers(0, 40),
            st.sampled_from("ab"),
        ),
        max_size=8,
    ),
)


@given(STORY, st.sampled_from(["compound", "community"]), st.data())
def test_no_order_of_arrival_gives_another_standing(
    story: tuple[list[Step], list[CaseEvent]], level: str, data: st.DataObject
) -> None:
    steps, events = [*CERTIFIED, *story[0]], story[1]
    moment = day_start("2020-04-12")
    shuffled = standing(
        POLICY,
        level,
        data.draw(st.permutations(steps + steps[:2])),
        data.draw(st.permutations(events + events[:2])),
        moment,
    )
    assert shuffled == standing(POLICY, level, steps, events, moment)


@given(STORY, st.integers(0, 41))
def test_what_was_shown_then_is_what_is_asked_as_of_then(
    story: tuple[list[Step], list[CaseEvent]], ahead: int
) -> None:
    moment = day_start(day_plus("2020-03-01", ahead))
    steps, events = [*CERTIFIED, *story[0]], story[1]
    known = [s for s in steps if s.at <= moment], [e for e in events if e.at <= moment]
    then = standing(POLICY, "compound", *known, moment)
    assert standing(POLICY, "compound", steps, events, moment) == then
    assert all(day_of(change.at) <= day_of(moment) for change in then.changes)
