"""Looking back at the roll-up and its rounds: what they said at a moment they say ever after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask

from server.log.authoring import Draft
from sync.days import DAY, HOUR
from sync.kinds import VOID
from tests.people import Person, said
from tests.server.exports import Fields, csv_rows, export
from tests.server.test_rollup import (
    ROUND_3,
    ROUND_4,
    Time,
    city,
    published,
    recognise,
    time,
    town,
)
from tests.town import (
    CITY,
    COMMUNITY,
    COMPOUND,
    DISTRICT,
    FOREIGN_COMPOUND,
    SIBLING_COMPOUND,
    author,
)

__all__ = ["city", "time", "town"]
API = "/api/v1"
MINUTE = 60_000
PAGES = (
    f"rollup?place={CITY}",
    f"rollup?place={COMMUNITY}",
    f"rollup/places?place={CITY}&which=all",
    f"rollup/places?place={CITY}&which=free",
    f"rollup/places?place={CITY}&which=removed",
    f"rounds?place={CITY}",
    f"rounds?place={DISTRICT}",
    f"rounds/1?place={CITY}",
    f"rounds/1?place={COMMUNITY}",
    f"rounds/2?place={CITY}",
)


def story(town: Flask, city: Person, time: Time) -> Iterator[Any]:
    """Rounds are published and amended; compounds are recognised late, renamed, made, removed."""
    time.ms = ROUND_3 - HOUR
    recognise(town, COMPOUND, ROUND_3 - 2 * DAY)
    yield None
    time.ms = ROUND_3 + HOUR
    yield published(city)
    recognise(town, SIBLING_COMPOUND, ROUND_3 - DAY)
    yield None
    body = {"place": CITY, "note": "隔壁小区的材料晚到一天"}
    yield city.post(f"{API}/rounds/1/amendments", body)
    yield author(town, Draft("place", COMPOUND, {"name": "改名小区"}),
                 Draft("place", DISTRICT, {"name": "改名区"}))  # fmt: skip
    time.ms = ROUND_4 + HOUR
    yield published(city)
    recognise(town, FOREIGN_COMPOUND, ROUND_4 - DAY)
    yield None
    fresh: Fields = {"type": "compound", "name": "新小区", "parent": COMMUNITY, "sort": 9}
    yield author(town, Draft("place", f"{COMMUNITY}.7", fresh))
    yield author(town, Draft("place", SIBLING_COMPOUND, {VOID: True}))


def looked(person: Person, page: str) -> Any:
    """The page; of a round that was not yet published, that it was not found."""
    answer = person.get(f"{API}/{page}")
    assert answer.status_code in (200, 404), answer.get_data(as_text=True)
    return said(answer) if answer.status_code == 200 else None


def test_the_roll_up_and_its_rounds_are_answered_ever_after_as_they_were_shown(
    town: Flask, city: Person, time: Time
) -> None:
    then: dict[str, list[tuple[int, Any]]] = {page: [] for page in PAGES}
    for _ in story(town, city, time):
        for page, shown in then.items():
            time.ms += MINUTE
            shown.append((time.ms, looked(city, page)))
        time.ms += MINUTE
    time.ms += 2 * DAY
    for page, shown in then.items():
        assert len({str(was) for _, was in shown}) > 1, (page, "changes")
        for at, was in shown:
            again = looked(city, f"{page}&known_at={at}")
            assert as_told(again) == as_told(was), (page, at)


def as_told(answer: Any) -> Any:
    """What the page tells but its moment, and when the oldest verdict was given: it is not kept."""
    if answer and "judged" in answer:
        answer["judged"].pop("oldest_at", None)
    return answer and {name: answer[name] for name in answer if name not in ("at", "known_at")}


def test_the_files_of_rounds_tell_of_the_moment_and_of_nothing_later(
    town: Flask, city: Person, time: Time
) -> None:
    steps = story(town, city, time)
    next(steps), next(steps)
    time.ms += MINUTE
    at = time.ms
    asked: dict[str, dict[str, str]] = {"rounds": {}, "round": {"round": "1"}, "rollup": {}}
    was = {
        table: csv_rows(export(city, table, CITY, format="csv", **more))
        for table, more in asked.items()
    }
    time.ms += MINUTE
    list(steps)
    for table, more in asked.items():
        now = csv_rows(export(city, table, CITY, format="csv", **more))
        then = csv_rows(export(city, table, CITY, format="csv", known_at=str(at), **more))
        assert then == was[table] != now, table
    not_yet = export(city, "round", CITY, format="csv", known_at=str(at), round="2")
    assert not_yet.status_code == 404
