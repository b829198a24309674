"""Histories with a name: each shows one thing that the fold promises."""

from __future__ import annotations

import random
from collections.abc import Callable

from sync.ops import Op
from tests.sync.histories import Pen, random_history

STORIES: dict[str, Callable[[Pen], object]] = {}


def story(write: Callable[[Pen], object]) -> Callable[[Pen], object]:
    """Keep a history under the name of its function."""
    STORIES[write.__name__.replace("_", " ")] = write
    return write


@story
def one_tap(pen: Pen) -> None:
    pen.tap()


@story
def two_people_at_one_door_make_two_records(pen: Pen) -> None:
    pen.tap()
    pen.tap("exception", by="u2", temperature=373)


@story
def an_op_that_arrives_three_times_is_one(pen: Pen) -> None:
    pen.ops += [pen.tap()] * 2


@story
def a_correction_replaces_what_it_saw(pen: Pen) -> None:
    pen.amend(pen.tap(), {"outcome": "exception", "temperature": 378})


@story
def a_correction_before_its_opening(pen: Pen) -> None:
    pen.amend(pen.tap(), {"outcome": "no_answer"})
    pen.ops.reverse()


@story
def an_opening_that_never_arrives_leaves_the_record_pending(pen: Pen) -> None:
    pen.amend(pen.tap(), {"outcome": "exception"}, by="u2")
    del pen.ops[0]


@story
def an_amendment_that_names_no_parents_has_seen_the_opening(pen: Pen) -> None:
    pen.op({"outcome": "refused"}, root=pen.tap())


@story
def corrections_of_different_fields_merge(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"temperature": 366}, by="u2")
    pen.amend(tap, {"note": "后来问到"}, by="u3")


@story
def corrections_of_one_field_conflict_and_the_severe_one_shows(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"outcome": "exception"}, by="u2")
    pen.amend(tap, {"outcome": "no_answer"}, by="u3")


@story
def corrections_to_the_same_value_agree(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"temperature": 366}, by="u2")
    pen.amend(tap, {"temperature": 366}, by="u3")


@story
def of_unordered_values_the_deepest_shows(pen: Pen) -> None:
    tap = pen.tap()
    first = pen.amend(tap, {"temperature": 371}, by="u2")
    pen.amend(tap, {"temperature": 366}, first, by="u2")
    pen.amend(tap, {"temperature": 380}, by="u3")


@story
def of_equally_deep_values_the_last_sealed_shows(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"temperature": 366}, by="u2")
    pen.amend(tap, {"temperature": 368}, by="u3")


@story
def of_values_sealed_at_once_the_greater_op_shows(pen: Pen) -> None:
    tap = pen.tap()
    for tenths in (366, 367, 368, 369):
        pen.op({"temperature": tenths}, root=tap, sees=[tap], minute=5)


@story
def a_clock_known_to_be_ahead_is_set_back(pen: Pen) -> None:
    tap = pen.tap()
    pen.op({"temperature": 366}, root=tap, sees=[tap], minute=5)
    pen.op({"temperature": 369}, root=tap, sees=[tap], minute=9, clk=(-5 * 60_000, 40))


@story
def a_resolution_that_names_all_heads_settles(pen: Pen) -> None:
    tap = pen.tap()
    hers = pen.amend(tap, {"outcome": "exception"}, by="u2")
    his = pen.amend(tap, {"outcome": "no_answer"}, by="u3")
    pen.amend(tap, {"outcome": "normal"}, hers, his, by="u9")


@story
def a_resolution_that_names_one_head_settles_nothing(pen: Pen) -> None:
    tap = pen.tap()
    hers = pen.amend(tap, {"outcome": "exception"}, by="u2")
    pen.amend(tap, {"outcome": "no_answer"}, by="u3")
    pen.amend(tap, {"outcome": "normal"}, hers, by="u9")


@story
def a_resolution_that_sets_nothing_leaves_both_values(pen: Pen) -> None:
    tap = pen.tap()
    hers = pen.amend(tap, {"outcome": "exception"}, by="u2")
    his = pen.amend(tap, {"outcome": "no_answer"}, by="u3")
    pen.amend(tap, {"note": "都看过"}, hers, his, by="u9")


@story
def two_resolutions_at_once_conflict_again(pen: Pen) -> None:
    tap = pen.tap()
    hers = pen.amend(tap, {"outcome": "exception"}, by="u2")
    his = pen.amend(tap, {"outcome": "no_answer"}, by="u3")
    pen.amend(tap, {"outcome": "normal"}, hers, his, by="u8")
    pen.amend(tap, {"outcome": "refused"}, hers, his, by="u9")


@story
def a_third_resolution_settles_the_two(pen: Pen) -> None:
    two_resolutions_at_once_conflict_again(pen)
    tap, *_, one, other = pen.ops
    pen.amend(tap, {"outcome": "normal"}, one, other, by="u7")


@story
def a_void(pen: Pen) -> None:
    pen.amend(pen.tap(), {"_void": True, "_why": "点错了"})


@story
def a_void_beside_a_correction_is_void_and_flagged(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"_void": True})
    pen.amend(tap, {"outcome": "exception"}, by="u2")


@story
def a_flagged_void_is_settled_by_naming_both(pen: Pen) -> None:
    tap = pen.tap()
    void = pen.amend(tap, {"_void": True})
    correction = pen.amend(tap, {"outcome": "exception"}, by="u2")
    pen.amend(tap, {"note": "确实点错"}, void, correction, by="u9")


@story
def a_flagged_void_is_lifted_by_naming_both(pen: Pen) -> None:
    tap = pen.tap()
    void = pen.amend(tap, {"_void": True})
    correction = pen.amend(tap, {"outcome": "exception"}, by="u2")
    pen.amend(tap, {"_void": False}, void, correction, by="u9")


@story
def a_correction_that_saw_the_void_leaves_it_void(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"note": "见1303"}, pen.amend(tap, {"_void": True}))


@story
def a_restore_names_the_void(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"_void": False}, pen.amend(tap, {"_void": True}))


@story
def a_restore_that_does_not_name_the_void_restores_nothing(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"_void": True})
    pen.amend(tap, {"_void": False}, by="u2")


@story
def a_second_void_beside_the_restore_wins(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"_void": False}, pen.amend(tap, {"_void": True}))
    pen.amend(tap, {"_void": True}, by="u2")


@story
def two_voids_at_once_agree(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"_void": True}, by="u2")
    pen.amend(tap, {"_void": True}, by="u3")


@story
def a_void_that_is_no_yes_or_no_is_not_a_void(pen: Pen) -> None:
    pen.amend(pen.tap(), {"_void": "yes"})


@story
def two_phones_that_know_one_household_make_one_record(pen: Pen) -> None:
    pen.lives({"state": "occupied", "people": 3})
    pen.lives({"head": "李**"}, by="u2")


@story
def two_phones_that_disagree_about_a_household_keep_the_door_due(pen: Pen) -> None:
    pen.lives({"state": "vacant"}, by="u2")
    pen.lives({"state": "occupied"})


@story
def who_saw_the_household_replaces(pen: Pen) -> None:
    pen.lives({"state": "vacant"}, pen.lives({"state": "occupied", "people": 2}), by="u2")


@story
def a_household_left_from_the_roster_is_void(pen: Pen) -> None:
    pen.lives({"_void": True}, pen.lives({"state": "vacant"}), by="u2")


@story
def a_record_named_by_its_place_never_pends(pen: Pen) -> None:
    pen.lives({"state": "vacant"}, pen.lives({"state": "occupied"}))
    del pen.ops[0]


@story
def a_kind_that_nobody_knows_is_kept_unread(pen: Pen) -> None:
    weather = pen.op({"sky": "blue"}, kind="weather")
    pen.op({"sky": "grey"}, kind="weather", root=weather, sees=[weather])


@story
def an_opening_of_a_newer_version_is_kept_unread(pen: Pen) -> None:
    tap = pen.op({"outcome": {"of": "tomorrow"}}, version=2)
    pen.amend(tap, {"temperature": 366})


@story
def an_amendment_of_a_newer_version_is_kept_unread(pen: Pen) -> None:
    tap = pen.tap()
    newer = pen.op({"outcome": "unsure"}, version=2, root=tap, sees=[tap])
    pen.amend(tap, {"temperature": 366}, newer)


@story
def an_amendment_from_another_place_is_kept_unread(pen: Pen) -> None:
    tap = pen.tap()
    pen.op({"outcome": "refused", "_void": True}, root=tap, sees=[tap], place="elsewhere")


@story
def an_amendment_of_another_kind_is_kept_unread(pen: Pen) -> None:
    tap = pen.tap()
    pen.op({"agent": "chlorine", "_void": True}, kind="disinfection", root=tap, sees=[tap])


@story
def a_field_that_was_cleared(pen: Pen) -> None:
    pen.amend(pen.tap(temperature=371), {"temperature": None})


@story
def a_field_that_no_kind_asks_for_is_kept(pen: Pen) -> None:
    pen.tap(mood="good")


@story
def texts_that_databases_dislike(pen: Pen) -> None:
    pen.tap(note="\u0000 \ud83d 😷 \u2028 </script> \ufeff")


@story
def equal_readings_spelled_in_another_order_agree(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"readings": [{"who": "张**", "tenths": 366}]}, by="u2")
    pen.amend(tap, {"readings": [{"tenths": 366, "who": "张**"}]}, by="u3")


@story
def one_and_true_differ(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"note": True}, by="u2")
    pen.amend(tap, {"note": 1}, by="u3")


@story
def a_value_outside_the_order_of_severity_shows_last(pen: Pen) -> None:
    tap = pen.tap()
    pen.amend(tap, {"outcome": ["normal"]}, by="u2")
    pen.amend(tap, {"outcome": "normal"}, by="u3")
    pen.amend(tap, {"outcome": "vanished"}, by="u4")


@story
def two_decisions_at_once_admit(pen: Pen) -> None:
    opened = pen.op(
        {"decision": "refuse"}, kind="admission", place="420103009001", subject="op", slot=None
    )
    for decision, by in (("admit", "u2"), ("refuse", "u3")):
        pen.op(
            {"decision": decision},
            kind="admission",
            place="420103009001",
            root=opened,
            sees=[opened],
            by=by,
        )


@story
def a_parent_that_is_missing_in_the_middle(pen: Pen) -> None:
    tap = pen.tap()
    missing = pen.amend(tap, {"outcome": "no_answer"})
    pen.amend(tap, {"outcome": "exception"}, missing)
    pen.ops.remove(missing)


@story
def a_chain_of_thirty_corrections(pen: Pen) -> None:
    tap = last = pen.tap()
    for tenths in range(360, 390):
        last = pen.amend(tap, {"temperature": tenths}, last)


def histories() -> dict[str, list[Op]]:
    """Every named history, and twenty drawn from fixed seeds."""
    found = {}
    for name, write in STORIES.items():
        pen = Pen()
        write(pen)
        found[name] = pen.ops
    for seed in range(20):
        draw = random.Random(seed)
        found[f"random history {seed}"] = random_history(draw, 6 + seed)
    return found
