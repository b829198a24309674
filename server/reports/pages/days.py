"""Day by day: each door of a building and each area in each session, and duty at the gate."""

from collections.abc import Iterator, Mapping
from typing import Any

from server.board.days import list_days
from server.board.gates import list_watch
from server.board.session import AREA_KIND, DOOR_KIND
from server.personal import masked
from server.reports.cells import Wording, moment
from server.reports.page_table import Filled, Head, PageTable, Words, page_offer
from server.reports.pages.board import STATES, outcome_of
from server.reports.question import Question
from server.reports.table import Lang, Row
from server.roles import Permission

Json = Mapping[str, Any]
DAYS = 14
DONE: Words = {"zh": "已消杀", "en": "Disinfected"}
MISSED: Words = {"zh": "漏做", "en": "Missed"}
DUTY: Words = {"zh": "值守", "en": "On duty"}
ONGOING: Words = {"zh": "值守,还没交班", "en": "On duty, not handed over"}
GAPS: Mapping[str, Words] = {
    "missing": {"zh": "没有值守记录", "en": "No duty recorded"},
    "not_yet_known": {"zh": "还没听到", "en": "Not heard yet"},
    "open": {"zh": "还没记", "en": "Not recorded yet"},
}


def _areas(question: Question) -> Filled:
    asked = AREA_KIND, question.place.id, DAYS, question.known_at
    return Filled(list(area_day_rows(list_days(question.actor, *asked), question.lang)))


def area_day_rows(shown: Json, lang: Lang) -> Iterator[Row]:
    """Yield a row an area and session in which something was owed."""
    words = {**STATES, "done": DONE, "missed": MISSED}
    for row in shown["rows"]:
        for time, cell in zip(shown["times"], row["cells"], strict=True):
            if cell["state"] != "none":
                yield [
                    (row["compound"] or {}).get("name", ""),
                    (row["above"] or {}).get("name", ""),
                    row["name"],
                    time["day"],
                    time["label"][lang],
                    words[cell["state"]][lang],
                ]


def _doors(question: Question) -> Filled:
    asked = DOOR_KIND, question.place.id, DAYS, question.known_at
    return Filled(list(door_day_rows(list_days(question.actor, *asked), question.lang)))


def door_day_rows(shown: Json, lang: Lang) -> Iterator[Row]:
    """Yield a row a door and session in which something was owed."""
    for row in shown["rows"]:
        for time, cell in zip(shown["times"], row["cells"], strict=True):
            if cell["state"] != "none":
                yield [
                    (row["above"] or {}).get("name", ""),
                    row["name"],
                    time["day"],
                    time["label"][lang],
                    STATES[cell["state"]][lang],
                    outcome_of(DOOR_KIND, cell["code"], lang),
                ]


def _gates(question: Question) -> Filled:
    shown = list_watch(question.actor, question.place.id, question.known_at)
    return Filled(list(watch_rows(shown, question.wording)))


def watch_rows(shown: Json, wording: Wording) -> Iterator[Row]:
    """Yield the shifts and the gaps of each day as they followed each other, the newest first."""
    for day in shown["days"]:
        lines = [
            (one["from"], one["to"], one["place"]["name"], _who(one["who"], wording),
             (DUTY if one["handed_over"] else ONGOING)[wording.lang])
            for one in day["shifts"]
        ] + [
            (one["from"], one["to"], "", "", GAPS[one["state"]][wording.lang])
            for one in day["gaps"]
        ]  # fmt: skip
        for begun, ended, *rest in sorted(lines):
            yield [day["day"], moment(begun, wording.tz), moment(ended, wording.tz), *rest]


def _who(name: str | None, wording: Wording) -> str:
    return (name if wording.named else masked(name, "name")) if name else ""


TABLES = (
    PageTable(
        page_offer("door_days", ("门牌 14 天", "Doors over 14 days"), "now", Permission.BOARD,
                   ("building",), looks_back=True),
        (
            Head("单元", "Stairwell", 8), Head("门牌", "Door", 10),
            Head("日期", "Day", 12, day=True),
            Head("班次", "Round", 8), Head("状态", "State", 22), Head("结果", "Outcome", 12),
        ),
        _doors,
    ),
    PageTable(
        page_offer("area_days", ("消杀 14 天", "Disinfection over 14 days"), "now",
                   Permission.BOARD, looks_back=True),
        (
            Head("小区", "Compound", 18), Head("楼栋", "Building", 10), Head("点位", "Area", 16),
            Head("日期", "Day", 12, day=True), Head("班次", "Round", 8), Head("状态", "State", 22),
        ),
        _areas,
    ),
    PageTable(
        page_offer("gates", ("门岗值守", "Duty at the gate"), "now", Permission.CHECKLIST,
                   ("compound",), looks_back=True),
        (
            Head("日期", "Day", 12, day=True), Head("从", "From", 17), Head("到", "To", 17),
            Head("哪里", "Where", 14), Head("谁值守", "On duty", 12), Head("状态", "State", 22),
        ),
        _gates,
    ),
)  # fmt: skip
