"""A day judged afterwards, now or as known in between, says what it said when it ended."""

from typing import Any

from server.db import db
from server.evidence import evidence_of
from server.log.authoring import Draft
from server.store import current_store
from sync.checklist import Assessment, assess
from sync.days import DAY, HOUR, day_end, day_plus, day_start
from sync.policy_file import load_policy
from tests.server.fortnight import DOORS, Town, town
from tests.store_contract import BUILDING, COMPOUND, OTHER

__all__ = ["town"]
POLICY = load_policy("wuhan-2020-03")
FIRST = "2020-03-20"
GATE, LIFT = f"{COMPOUND}.@gate-1", f"{BUILDING}.@lift"
RESTATED = (
    "P1.1", "P1.3", "P2.1", "P2.4", "S3.1", "S3.2", "S3.5", "D4.3", "U5.1", "U5.2", "U5.3", "U5.4",
    "M6.1", "M6.3",
)  # fmt: skip


def say(kind: str, place: str, root: str | None = None, **fields: Any) -> str:
    (id,) = current_store().author(
        [Draft(kind, place, fields, root=root, parents=(root,) if root else ())], "u1"
    )
    return id


def judged(day: str, known_at: int | None = None) -> Assessment:
    db.session.rollback()
    evidence = evidence_of(COMPOUND, known_at)
    assert evidence is not None
    return assess(POLICY, evidence, day)


def told(day: str, known_at: int | None = None) -> dict[str, object]:
    assessment = judged(day, known_at)
    found = ((id, assessment.criterion(id).finding) for id in RESTATED)
    return {
        id: (one.verdict, one.counts, [gap.place.id for gap in one.missing()]) for id, one in found
    }


def a_week(town: Town) -> list[tuple[str, int, dict[str, object]]]:
    """Seven days on which everything is said anew, with what each day said at its end."""
    channels: list[str] = []
    live = []
    for number in range(7):
        day = day_plus(FIRST, number)
        town.clock[0] = day_start(day) + 10 * HOUR
        tags = ["open"] if number % 3 else []
        say("place", GATE, type="gate", name="东门", parent=COMPOUND, tags=tags)
        if not channels:
            channels = [
                say("supply_channel", COMPOUND, goods=goods, state="open", name="群", used_on=day)
                for goods in ("food", "medicine")
            ]
            notice = say("notice", LIFT, channel="posted", topic="disinfection", title="记录",
                         valid_until=day)  # fmt: skip
            say("special_care", DOORS[0], group=["alone"], helper="小刘")
            need = say("need", DOORS[0], what="food", state="asked")
        elif number in (1, 5, 6):
            for root in channels:
                say("supply_channel", COMPOUND, root, used_on=day)
            say("notice", LIFT, notice, valid_until=day)
            say("special_care", DOORS[number], group=["alone"], helper="小王")
            say("assignment", BUILDING, lead=f"{number}号", deputy="张", since_on=day)
            say("assignment", OTHER, lead="李", deputy="张")
            say("contact", DOORS[number], phone="139****0001")
            say("occupancy", DOORS[2], state=("occupied", "vacant", "unknown")[number % 3])
        if number == 4:
            say("need", DOORS[0], need, state="done", closed_at=town.clock[0])
        town.clock[0] = day_end(day)
        live.append((day, town.clock[0], told(day)))
    return live


def test_a_day_judged_afterwards_says_what_it_said_when_it_ended(town: Town) -> None:
    live = a_week(town)
    town.clock[0] += 3 * DAY
    for day, at, said in live:
        assert told(day) == said, day
        assert told(day, at) == said, day
        assert told(day, live[-1][1]) == said, day
    assert [said["U5.1"][0] for _, _, said in live] == [  # type: ignore[index]
        "met", "met", "met", "met", "not_met", "met", "met"
    ]  # fmt: skip


def test_a_use_that_is_noted_on_the_next_day_counts_on_its_own(town: Town) -> None:
    town.clock[0] = day_start(FIRST) + 10 * HOUR
    roots = [
        say("supply_channel", COMPOUND, goods=goods, state="open", name="群")
        for goods in ("food", "medicine")
    ]
    town.clock[0] += DAY
    for root in roots:
        say("supply_channel", COMPOUND, root, used_on=FIRST)
    town.clock[0] += 5 * DAY
    for root in roots:
        say("supply_channel", COMPOUND, root, used_on=day_plus(FIRST, 6))
    verdicts = [judged(day_plus(FIRST, n)).criterion("U5.1").verdict for n in (-1, 0, 2, 3, 6)]
    assert verdicts == ["not_met", "met", "met", "not_met", "met"]


def test_a_door_that_is_left_empty_later_was_due_all_the_same(town: Town) -> None:
    town.clock[0] = day_start(FIRST) + 10 * HOUR
    say("occupancy", DOORS[0], state="occupied")
    say("occupancy", DOORS[1], state="vacant")
    town.clock[0] = day_end(FIRST)
    then = judged(FIRST).criterion("S3.2").finding
    town.clock[0] += 10 * HOUR
    say("occupancy", DOORS[0], state="vacant")
    say("occupancy", DOORS[1], state="occupied")
    later = judged(FIRST).criterion("S3.2").finding
    assert later.counts == then.counts
    gaps = {gap.place.id for gap in later.missing()}
    assert DOORS[0] in gaps and DOORS[1] not in gaps
    today = judged(day_plus(FIRST, 1)).criterion("S3.2").finding
    assert {gap.place.id for gap in today.missing()} == (gaps - {DOORS[0]}) | {DOORS[1]}
