"""Zero occurrence: days since the last case, who is unreleased, and the earliest day."""

from hypothesis import given
from hypothesis import strategies as st

from sync.cases import CaseEvent, read_cases
from sync.days import DAY, MINUTE, day_of, day_plus, day_start
from sync.policy_file import load_policy
from sync.zero import (
    OPEN,
    SINCE,
    Earliest,
    Unknown,
    blocks_on,
    clock,
    days_since,
    earliest,
    earliest_if_released,
    rule_of,
)

POLICY = load_policy("wuhan-2020-03")
THREE = ("suspected", "fever", "close_contact")


def event(case: str, what: str, category: str, on: str, minute: int = 600) -> CaseEvent:
    at = day_start(on) + minute * MINUTE
    return CaseEvent(case, what, category, day_of(at), at, f"{case}-{what}-{category}-{on}", "张**")


def found(*events: CaseEvent, day: str = "2020-03-10") -> Earliest:
    return earliest(POLICY, read_cases(events), day)


def test_without_cases_it_can_be_declared_today() -> None:
    assert found().on == "2020-03-10"
    assert found().words.en == "no case and nobody unreleased stands in the way"


def test_fourteen_full_days_after_the_confirmed_case() -> None:
    result = found(event("k", "opened", "confirmed", "2020-03-01"))
    assert result.on == "2020-03-15"
    assert result.blocks[0].until_on == "2020-03-15"
    assert result.words.zh == "最早 3月15日可申报(还差 5 天):3月1日有确诊,14 天满是 3月15日"


def test_the_day_of_a_case_is_its_day_in_shanghai() -> None:
    late = event("k", "opened", "confirmed", "2020-03-01", minute=23 * 60 + 59)
    next_day = event("k", "opened", "confirmed", "2020-03-01", minute=24 * 60)
    assert found(late).on == "2020-03-15"
    assert found(next_day).on == "2020-03-16"


def test_the_contact_of_the_drawing_counts_until_her_days_are_full() -> None:
    result = found(event("904", "opened", "close_contact", "2020-03-01"))
    assert result.on == "2020-03-15"
    assert "14 天满是 3月15日" in result.blocks[0].words.zh


def test_if_she_were_released_today_it_could_be_declared_today() -> None:
    cases = read_cases([event("904", "opened", "close_contact", "2020-03-01")])
    assert earliest_if_released(POLICY, cases, "2020-03-10", ["904"]).on == "2020-03-10"
    assert earliest(POLICY, cases, "2020-03-10").on == "2020-03-15"


def test_full_days_without_a_recorded_release_still_block_today() -> None:
    result = found(event("904", "opened", "close_contact", "2020-02-20"))
    assert result.on == "2020-03-11"
    assert result.blocks


def test_a_suspect_has_no_foreseeable_day() -> None:
    result = found(event("k", "opened", "suspected", "2020-03-09"))
    assert result.on is None
    assert result.words.en.startswith("no day can be named yet: 张** (suspected)")


def test_an_excluded_suspect_does_not_block() -> None:
    result = found(
        event("k", "opened", "suspected", "2020-03-05"),
        event("k", "excluded", "suspected", "2020-03-08"),
    )
    assert result.on == "2020-03-10"


def test_a_suspect_who_is_confirmed_starts_the_clock_on_that_day() -> None:
    result = found(
        event("k", "opened", "suspected", "2020-03-05"),
        event("k", "converted", "confirmed", "2020-03-08"),
    )
    assert result.on == "2020-03-22"


def test_the_longest_block_is_told_first() -> None:
    result = found(
        event("a", "opened", "confirmed", "2020-03-01"),
        event("b", "opened", "confirmed", "2020-03-04"),
        event("c", "opened", "close_contact", "2020-03-02"),
    )
    assert [block.case.id for block in result.blocks] == ["b", "c", "a"]
    assert result.on == "2020-03-18"


def test_asymptomatic_infections_count_from_4_april_only() -> None:
    carrier = event("k", "opened", "asymptomatic", "2020-03-30")
    assert found(carrier, day="2020-04-03").on == "2020-04-03"
    assert found(carrier, day="2020-04-04").on == "2020-04-13"


def test_a_transfer_to_hospital_changes_no_category() -> None:
    cases = read_cases(
        [
            event("k", "opened", "confirmed", "2020-03-01"),
            event("k", "transferred", "confirmed", "2020-03-09"),
        ]
    )
    assert days_since(cases, ("confirmed",), "2020-03-10") == 9


def test_days_since_knows_nothing_of_later_days() -> None:
    cases = read_cases([event("k", "opened", "confirmed", "2020-03-05")])
    assert days_since(cases, ("confirmed",), "2020-03-04") is None
    assert days_since(cases, ("confirmed",), "2020-03-05") == 0


def test_a_release_and_an_opening_at_the_same_moment_leave_the_person_open() -> None:
    (case,) = read_cases(
        [
            event("k", "excluded", "fever", "2020-03-05"),
            event("k", "opened", "fever", "2020-03-05"),
        ]
    )
    assert case.open_on("2020-03-06", ("fever",))


def test_a_reopened_case_is_open_again() -> None:
    (case,) = read_cases(
        [
            event("k", "opened", "fever", "2020-03-01"),
            event("k", "released", "fever", "2020-03-03"),
            event("k", "opened", "fever", "2020-03-07"),
        ]
    )
    assert not case.open_on("2020-03-05", ("fever",))
    assert case.open_on("2020-03-08", ("fever",))


def test_the_fourteen_day_picture_counts_new_and_unreleased_per_day() -> None:
    cases = read_cases(
        [
            event("a", "opened", "confirmed", "2020-03-02"),
            event("b", "opened", "close_contact", "2020-03-01"),
            event("b", "released", "close_contact", "2020-03-03"),
        ]
    )
    days = clock(cases, "2020-03-04", ("confirmed",), THREE, days=4)
    assert [(one.new, one.unreleased) for one in days] == [(0, 1), (1, 1), (0, 0), (0, 0)]


EVENTS = st.lists(
    st.builds(
        lambda case, what, category, ahead: event(
            case, what, category, day_plus("2020-02-20", ahead)
        ),
        st.sampled_from("abc"),
        st.sampled_from(["opened", "converted", "released", "excluded", "transferred"]),
        st.sampled_from(["confirmed", *THREE]),
        st.integers(0, 18),
    ),
    max_size=8,
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(events: list[CaseEvent], random: object) -> None:
    shuffled = sorted(events + events[:2], key=lambda one: hash((one.record, str(random))))
    assert read_cases(shuffled) == read_cases(events)


@given(EVENTS)
def test_the_date_and_its_explanation_agree(events: list[CaseEvent]) -> None:
    result = found(*events)
    assert (result.on == result.day) == (not result.blocks and not result.doubts)
    assert not (result.on and result.doubts)
    ends = [block.until_on for block in result.blocks]
    assert result.on is None or result.blocks == () or None not in ends
    known = [end for end in ends if end is not None]
    if result.on is not None and known:
        assert result.on >= max(known)


def test_no_day_is_named_while_a_release_has_no_opening_and_it_is_said_whose() -> None:
    result = found(event("k", "released", "close_contact", "2020-03-05"))
    assert (result.on, result.blocks) == (None, ())
    assert result.words.zh.startswith("还说不准哪天能申报:1 人的记录不全")


def test_a_phone_that_has_been_silent_may_hold_a_case_where_nothing_blocks() -> None:
    quiet = earliest(POLICY, (), "2020-03-10", Unknown(silent=2))
    assert (quiet.on, quiet.words.zh) == (
        None, "还说不准哪天能申报:2 台手机很久没上传,有没有病例还说不准",
    )  # fmt: skip
    later = earliest(POLICY, read_cases([event("k", "opened", "confirmed", "2020-03-08")]),
                     "2020-03-10", Unknown(silent=2))  # fmt: skip
    assert later.on == "2020-03-22", "by then it will have been heard"


def test_a_policy_may_ask_for_full_days_after_a_release() -> None:
    rule = rule_of("Z2", OPEN, {"categories": ("fever",), "released_days": 3})
    cases = read_cases(
        [
            event("k", "opened", "fever", "2020-03-01"),
            event("k", "released", "fever", "2020-03-08"),
        ]
    )
    (block,) = blocks_on([rule], cases, "2020-03-10", "2020-03-10")
    assert block.until_on == "2020-03-11"
    assert block.words.en == "张** was released on 8 Mar; 3 days are full on 11 Mar"
    assert blocks_on([rule], cases, "2020-03-11", "2020-03-11") == ()


def test_one_category_may_be_written_without_a_list() -> None:
    assert rule_of("Z1", SINCE, {"categories": "confirmed", "min_days": 5}).categories == (
        "confirmed",
    )


def test_a_day_is_a_day_long() -> None:
    assert day_start("2020-03-02") - day_start("2020-03-01") == DAY
