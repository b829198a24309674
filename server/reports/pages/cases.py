"""People of concern, by code and masked name, as the page lists them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.board.temperatures import list_temperatures
from server.judging.cases import list_cases
from server.reports.cells import degrees, moment
from server.reports.page_table import Filled, Head, PageTable, Words, label_of, page_offer
from server.reports.question import Question
from server.reports.table import Lang, Row
from server.roles import Permission
from server.rules import policy
from sync.cases import KIND

STATES: Mapping[str, Words] = {
    "open": {"zh": "在跟", "en": "Followed"},
    "closed": {"zh": "已解除", "en": "Ended"},
    "pending": {"zh": "没有开头,先记着", "en": "No opening; kept as it is"},
}
DIFFER: Words = {"zh": "记的不一样", "en": "Values differ"}


def _fill(question: Question) -> Filled:
    told = list_cases(question.actor, question.place.id, question.known_at)["cases"]
    return Filled(list(case_rows(told, question.lang)))


def _day_of(number: int | None, days: int | None) -> str:
    return " / ".join(str(one) for one in (number, days if number else None) if one is not None)


def case_rows(cases: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[Row]:
    """Yield a row a person; the name is masked for everybody, as it is kept."""
    for one in cases:
        number = one["day_number"]
        state = STATES[one["state"]][lang]
        last = one["events"][-1] if one["events"] else None
        yield [
            one["who"],
            one["id"],
            label_of(KIND, "category", one["category"], lang),
            one["compound"]["name"],
            one["place"]["name"],
            one["since"] or "",
            _day_of(number, one["days"]),
            label_of(KIND, "location", one["location"], lang),
            f"{state} {DIFFER[lang]}" if one["conflict"] else state,
            f"{last['on']} {label_of(KIND, 'event', last['event'], lang)}" if last else "",
        ]


HIGH: Words = {"zh": "发热", "en": "fever"}
RISES: Words = {"zh": "升得快", "en": "rises fast"}


def _temperatures(question: Question) -> Filled:
    told = list_temperatures(question.actor, question.place.id, question.known_at)
    return Filled(list(reading_rows(told["strips"], question.lang)))


def reading_rows(strips: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[Row]:
    """Yield a row a reading of those persons whose temperatures are worth a look."""
    for one in strips:
        for reading in one["readings"]:
            marks = ((HIGH, reading["high"]), (RISES, reading["rises"]))
            yield [
                one["compound"]["name"],
                one["place"]["name"],
                one["who"],
                moment(reading["at"], policy().tz),
                degrees(reading["tenths"]),
                " ".join(words[lang] for words, holds in marks if holds),
            ]


TABLES = (
    PageTable(
        page_offer(
            "cases", ("三类人员", "People of concern"), "now", Permission.CASES, looks_back=True
        ),
        (
            Head("谁", "Who", 8), Head("代号", "Code", 12), Head("类别", "Category", 12),
            Head("小区", "Compound", 16), Head("哪一户", "Door", 14), Head("从哪天", "Since", 11),
            Head("第几天", "Day", 8, True), Head("人在哪里", "Where they are", 12),
            Head("现在", "Now", 14), Head("最近一件", "Last event", 18),
        ),
        _fill,
    ),
    PageTable(
        page_offer(
            "temperatures", ("要看的体温", "Temperatures worth a look"), "now", Permission.CASES,
            looks_back=True,
        ),
        (
            Head("小区", "Compound", 18), Head("哪一户", "Door", 14), Head("谁", "Who", 8),
            Head("时间", "When", 17), Head("体温", "Temperature", 8, True),
            Head("备注", "Note", 16),
        ),
        _temperatures,
    ),
)  # fmt: skip
