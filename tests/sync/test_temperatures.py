"""Temperatures that a human should look at, from readings at a door."""

from __future__ import annotations

from sync.evidence import Fact, Named
from sync.temperatures import Reading, Strip, readings_of, strips


def taken(*tenths: int, who: str = "张**", place: str = "d1") -> list[Reading]:
    return [
        Reading(who, place, at, at, value, f"{place} {who} {at}") for at, value in enumerate(tenths)
    ]


def seen(readings: list[Reading]) -> list[Strip]:
    return strips(readings, fever_from=373, rise=8, same_run=6)


def test_37_2_is_no_fever_and_37_3_is() -> None:
    assert seen(taken(372, 370)) == []
    (strip,) = seen(taken(373, 370))
    assert strip.high == {"d1 张** 0"} and strip.rises == frozenset()


def test_a_rise_is_measured_on_what_is_usual_for_this_person() -> None:
    (strip,) = seen(taken(358, 359, 358, 366))
    assert strip.median == 358 and strip.rises == {"d1 张** 3"}
    assert seen(taken(365, 366, 365, 366)) == []


def test_six_times_the_same_number_asks_for_a_look_and_five_does_not() -> None:
    (strip,) = seen(taken(*[365] * 6))
    assert strip.same == 6
    assert seen(taken(*[365] * 5, 366, *[365] * 5)) == []


def test_people_of_one_door_are_told_apart_and_the_hottest_comes_first() -> None:
    readings = [*taken(373, who="张**"), *taken(365, who="孩子"), *taken(385, place="d2")]
    assert [(one.place, one.who) for one in seen(readings)] == [("d2", "张**"), ("d1", "张**")]


def test_a_record_may_hold_one_temperature_or_one_for_each_person() -> None:
    fields = {"temperature": 373, "readings": [{"who": "孩子", "tenths": 366}, {"tenths": 365}]}
    fact = Fact(
        id="r1", kind="screening", place=Named("d1", "101"), place_type="household",
        day="2020-03-10", session="am",
        code="exception", observed_from=1, observed_to=2, received_at=3, fields=fields,
    )  # fmt: skip
    assert [(one.who, one.tenths) for one in readings_of(fact)] == [
        ("", 373),
        ("孩子", 366),
        ("", 365),
    ]
