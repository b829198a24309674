"""The board: every door of the buildings shown, and the public areas."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server import problems
from server.board.answers import board_to_json
from server.board.session import AREA_KIND, DOOR_KIND, Moment, moment_of, read_board
from server.reports.page_table import Filled, Head, PageTable, Words, page_offer
from server.reports.question import Question
from server.reports.table import Fact, Lang, Row
from server.roles import Permission
from server.rules import kinds, policy

Json = Mapping[str, Any]

ATTEMPTED = "attempted"
STATES: Mapping[str, Words] = {
    "open": {"zh": "待查", "en": "Open"},
    "done": {"zh": "已查", "en": "Done"},
    "attempted": {"zh": "去过,还没做成", "en": "Tried, not done yet"},
    "missed": {"zh": "漏查", "en": "Missed"},
    "not_yet_known": {"zh": "还不知道(手机没上传)", "en": "Not yet known (phone silent)"},
    "vacant": {"zh": "空户", "en": "Vacant"},
    "away": {"zh": "不在", "en": "Away"},
}
CONFLICT: Words = {"zh": "两条记录不一样", "en": "Two records differ"}
ONLY: Mapping[str, Words] = {
    **STATES,
    "exception": {"zh": "有异常", "en": "With exceptions"},
    "no_answer": {"zh": "有没人应门", "en": "With doors unanswered"},
    "refused": {"zh": "有拒查", "en": "With refusals"},
}


def _read(question: Question) -> tuple[Json, Moment]:
    try:
        when = moment_of(question.until, question.session, question.known_at)
    except KeyError as error:
        raise problems.NotFound("the policy has no such session") from error
    return board_to_json(read_board(question.place, when)), when


def _round(question: Question, when: Moment) -> Fact:
    session = next(one.label for one in policy().sessions if one.id == when.session)
    return Fact(question.word("days"), f"{when.day} {session.to_json()[question.lang]}")


def _doors(question: Question) -> Filled:
    board, when = _read(question)
    shown = shown_buildings(board["buildings"], question.said)
    facts = [_round(question, when)]
    if only := question.said["only"]:
        facts.append(Fact(question.word("only"), ONLY[only][question.lang]))
    return Filled(list(door_rows(shown, question.lang)), facts)


def _areas(question: Question) -> Filled:
    board, when = _read(question)
    return Filled(list(area_rows(board, question.lang)), [_round(question, when)])


def shown_buildings(buildings: Sequence[Json], said: Mapping[str, Any]) -> list[Json]:
    """Return the buildings that the page shows, in its order: one, or those that its filter keeps.

    >>> def building(id, exceptions, **door):
    ...     stairwells = [{"floors": [{"doors": [{"code": None, **door}]}]}]
    ...     return {"id": id, "counts": {"exceptions": exceptions}, "stairwells": stairwells}
    >>> rows = [building("a", 0, state="missed"), building("b", 1, state="attempted")]
    >>> [one["id"] for one in shown_buildings(rows, {"order": "need"})]
    ['b', 'a']
    >>> [one["id"] for one in shown_buildings(rows, {"only": "missed"})]
    ['a']
    >>> [one["id"] for one in shown_buildings(rows, {"only": "attempted"})]
    ['b']
    """
    one, only = said.get("building"), said.get("only")
    kept = [each for each in buildings if one in (None, each["id"])]
    if only:
        kept = [each for each in kept if only in _looks(each)]
    return sorted(kept, key=_need) if said.get("order") == "need" else kept


def _looks(building: Json) -> set[str]:
    """Return how the doors of a building look, as the page draws them, and whether to go again."""
    doors = [
        door
        for stairwell in building["stairwells"]
        for floor in stairwell["floors"]
        for door in floor["doors"]
    ]
    again = {ATTEMPTED} & {door["state"] for door in doors}
    return again | {_look(door) for door in doors}


def _look(door: Json) -> str:
    state, code = door["state"], door["code"]
    if state == "done":
        return "exception" if code == "exception" else "done"
    if state == ATTEMPTED:
        return "refused" if code == "refused" else "no_answer"
    return str(state)


def _need(building: Json) -> tuple[int, ...]:
    """What needs a look comes first, as the page has it."""
    counts = building["counts"]
    silent = building.get("silent_since") is not None
    waiting = counts.get("missed", 0) * 100 + counts.get("open", 0)
    return (-(counts.get("exceptions", 0) * 1_000_000 + silent * 100_000 + waiting),)


def door_rows(buildings: Sequence[Json], lang: Lang) -> Iterator[Row]:
    """Yield a row a door, top floor first, as each building stands."""
    for building in buildings:
        for stairwell in building["stairwells"]:
            for floor in stairwell["floors"]:
                for door in floor["doors"]:
                    yield [
                        (building["compound"] or {}).get("name", ""),
                        building["name"],
                        stairwell["name"],
                        str(floor["floor"]),
                        door["door"],
                        STATES[door["state"]][lang],
                        outcome_of(DOOR_KIND, door["code"], lang),
                        CONFLICT[lang] if door["conflict"] else "",
                    ]


def area_rows(board: Json, lang: Lang) -> Iterator[Row]:
    """Yield a row a public area."""
    for area in board["areas"]:
        outcome = outcome_of(AREA_KIND, area["code"], lang)
        yield [
            (area["parent"] or {}).get("name", ""),
            area["name"],
            " ".join(part for part in (STATES[area["state"]][lang], outcome) if part),
            str(len(area["records"])),
        ]


def outcome_of(kind_id: str, code: str | None, lang: Lang) -> str:
    """Return what a slot's record found, in the words of its kind; "" where there is none."""
    rule = kinds()[kind_id].slot_state
    if rule is None or code is None:
        return ""
    choices = kinds()[kind_id].fields[rule.field].choices
    return next((choice.label[lang] for choice in choices if choice.id == code), "")


TABLES = (
    PageTable(
        page_offer("board", ("盘面", "Board"), "session", Permission.BOARD, looks_back=True),
        (
            Head("小区", "Compound", 18), Head("楼栋", "Building", 8), Head("单元", "Stairwell", 8),
            Head("层", "Floor", 5, True), Head("门牌", "Door", 10), Head("状态", "State", 20),
            Head("结果", "Outcome", 10), Head("备注", "Note", 18),
        ),
        _doors,
    ),
    PageTable(
        page_offer("areas", ("消杀点位", "Areas"), "session", Permission.BOARD, looks_back=True),
        (
            Head("位置", "Where", 18), Head("点位", "Area", 18), Head("状态", "State", 20),
            Head("次数", "Records", 8, True),
        ),
        _areas,
    ),
)  # fmt: skip
