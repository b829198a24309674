"""Looking back at declarations: what the pages said at a moment they say of it ever after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.log.authoring import Draft
from sync.kinds import VOID
from tests.conftest import Clock
from tests.people import said
from tests.server.exports import Fields, csv_rows, export
from tests.server.standings import API, Ladder, case, step
from tests.town import CITY, COMMUNITY, COMPOUND, DISTRICT, SIBLING_COMPOUND, STREET, author

HOMES = {"community": COMMUNITY, "street": STREET, "district": DISTRICT, "city": CITY}


def story(ladder: Ladder) -> Iterator[Any]:
    """A compound is declared, certified, suspended; places are renamed, come and go."""
    yield None
    ladder.waive_all()
    yield None
    yield ladder.take("community", "declare")
    yield ladder.take("community", "community_check")
    yield ladder.take("street", "refuse", "3栋消杀还差两次")
    yield ladder.take("community", "declare")
    yield ladder.take("community", "community_check")
    yield ladder.take("street", "street_review")
    yield ladder.take("district", "certify")
    yield author(ladder.app, Draft("place", COMPOUND, {"name": "改名小区"}))
    yield author(ladder.app, Draft("place", COMMUNITY, {"name": "改名社区"}))
    (wrong,) = author(ladder.app, step("declare", "2020-03-09", place=SIBLING_COMPOUND))
    yield wrong
    yield author(
        ladder.app, Draft("standing_step", SIBLING_COMPOUND, {VOID: True}, root=wrong,
                          parents=[wrong]))  # fmt: skip
    yield author(ladder.app, case("opened", "suspected", "2020-03-10", hour=6))
    fresh: Fields = {"type": "compound", "name": "新小区", "parent": COMMUNITY, "sort": 9}
    yield author(ladder.app, Draft("place", f"{COMMUNITY}.7", fresh))
    yield author(ladder.app, Draft("place", SIBLING_COMPOUND, {VOID: True}))
    yield author(ladder.app, Draft("place", COMPOUND, {VOID: True}))


def listed(ladder: Ladder, role: str, **more: Any) -> Any:
    query = {"place": HOMES[role]} | more
    answer = getattr(ladder, role).get(f"{API}/standings/waiting", query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)["places"]


def test_what_was_on_the_way_is_answered_ever_after_as_it_was_shown(
    ladder: Ladder, clock: Clock
) -> None:
    then: dict[str, list[tuple[int, Any]]] = {role: [] for role in HOMES}
    for _ in story(ladder):
        clock.advance(minutes=1)
        for role, shown in then.items():
            shown.append((clock.ms, listed(ladder, role)))
        clock.advance(minutes=1)
    clock.advance(days=2)
    for role, shown in then.items():
        assert len({str(was) for _, was in shown}) > 6, (role, "changes")
        for at, was in shown:
            assert listed(ladder, role, known_at=at) == was, (role, at)


def test_the_file_of_what_was_on_the_way_tells_of_the_moment_and_of_nothing_later(
    ladder: Ladder, clock: Clock
) -> None:
    ladder.waive_all()
    ladder.take("community", "declare")
    clock.advance(minutes=1)
    at = clock.ms
    was = csv_rows(export(ladder.street, "standings", STREET, format="csv"))
    clock.advance(minutes=1)
    ladder.take("community", "community_check")
    author(ladder.app, Draft("place", COMPOUND, {"name": "改名小区"}))
    assert csv_rows(export(ladder.street, "standings", STREET, format="csv")) != was
    file = export(ladder.street, "standings", STREET, format="csv", known_at=str(at))
    assert csv_rows(file) == was
    assert [row[1] for row in was[1:]] == ["华氏儒商花园", "唐家墩街道"]


def test_an_opened_place_is_called_as_it_was_and_judged_by_what_lay_below_it_then(
    ladder: Ladder, clock: Clock
) -> None:
    then = clock.ms
    was = {place: ladder.look("community", place) for place in (COMPOUND, COMMUNITY)}
    clock.advance(minutes=1)
    author(
        ladder.app,
        Draft("place", COMMUNITY, {"name": "改名社区"}),
        Draft("place", COMPOUND, {"name": "改名小区"}),
        Draft("place", SIBLING_COMPOUND, {VOID: True}),
        Draft("place", COMPOUND, {VOID: True}),
    )
    for place, shown in was.items():
        again = ladder.look("community", place, known_at=then)
        for part in ("place", "path", "conditions"):
            assert again[part] == shown[part], (place, part)
