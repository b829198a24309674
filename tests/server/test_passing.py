"""A moment that passes answers as its number does, and knows how long it will go on to."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.evidence.passing import FOR_EVER, Watch

Numbers = st.integers(-50, 50)
# What rules do with a moment, given two numbers of theirs; each answer is a plain value.
ASKED: tuple[Callable[[int, int, int], object], ...] = (
    lambda at, a, b: at < a,
    lambda at, a, b: at <= a,
    lambda at, a, b: a < at,
    lambda at, a, b: a <= at,
    lambda at, a, b: at == a,
    lambda at, a, b: at != a,
    lambda at, a, b: at - a > b,
    lambda at, a, b: a - at > b,
    lambda at, a, b: min(at, a) > b,
    lambda at, a, b: max(at, a) - min(at, b) > a,
    lambda at, a, b: 3 * at + a >= b - at,
    lambda at, a, b: -at < a,
    lambda at, a, b: abs(at - a) < b,
    lambda at, a, b: (at + a) // 7,
    lambda at, a, b: (a - at) // 7,
    lambda at, a, b: at % 7 > b % 7,
    lambda at, a, b: divmod(at + a, 5)[0],
    lambda at, a, b: sorted([at, a, b]) == [a, at, b],
    lambda at, a, b: bool(at - a),
    lambda at, a, b: (at - a) - (at - b) > 0,
    lambda at, a, b: f"{at - a}",
    lambda at, a, b: int(at + b),
    lambda at, a, b: 100 * (at - a) // max(1, at - b),
    lambda at, a, b: (at - a) / 2,
    lambda at, a, b: (at * (at - a)) > b,
    lambda at, a, b: {at: a}.get(b),
)


@pytest.mark.parametrize("number", range(len(ASKED)))
@given(now=Numbers, a=Numbers, b=Numbers)
def test_an_answer_stays_the_same_until_the_moment_that_is_noted(
    number: int, now: int, a: int, b: int
) -> None:
    asked, watch = ASKED[number], Watch(now)
    answer = asked(watch.moment, a, b)
    assert watch.settled(answer) == asked(now, a, b)
    for later in range(now + 1, min(watch.until, now + 120)):
        assert asked(later, a, b) == answer, later


def test_an_edge_is_noted_where_it_is() -> None:
    watch = Watch(100)
    assert watch.moment < 130 and watch.moment // 50 == 2
    assert watch.until == 130
    assert watch.moment >= 100 and watch.until == 130
    assert watch.moment <= 100 and watch.until == 101


def test_what_lies_behind_is_no_edge() -> None:
    watch = Watch(100)
    assert watch.moment > 30 and not watch.moment - 20 < 0
    assert watch.until == FOR_EVER


def test_what_is_said_in_words_is_good_for_no_longer_than_now() -> None:
    watch = Watch(100)
    assert watch.settled({"since": [watch.moment - 1]}) == {"since": [99]}
    assert watch.until == 100
