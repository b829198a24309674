"""Missed rounds: every round of the last days that lacks something, with what was said about it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from server.missed import list_gaps
from server.reports.page_table import Filled, Head, PageTable, page_offer
from server.reports.pages.board import STATES
from server.reports.question import Question
from server.reports.table import Lang, Row
from server.roles import Permission


def _fill(question: Question) -> Filled:
    gaps = list_gaps(question.place, question.known_at)
    return Filled(list(missed_rows(gaps, question.lang)))


def missed_rows(gaps: Iterable[Mapping[str, Any]], lang: Lang) -> Iterator[Row]:
    """Yield a row a round that lacks something; who was on duty stands on the page alone."""
    for gap in gaps:
        row, time = gap["row"], gap["time"]
        names = [one["name"] for one in (row["building"], row) if one]
        yield [
            (row["compound"] or {}).get("name", ""),
            " ".join(names),
            time["day"],
            time["label"][lang],
            STATES[gap["state"]][lang],
            str(gap["missing"]),
            str(gap["due"]),
            gap["reason"],
        ]


TABLES = (
    PageTable(
        page_offer("missed", ("漏掉的轮次", "Missed rounds"), "now", Permission.BOARD,
                   looks_back=True),
        (
            Head("小区", "Compound", 18), Head("楼栋、点位", "Building or area", 16),
            Head("日期", "Day", 12), Head("班次", "Round", 8), Head("状态", "State", 24),
            Head("没做到", "Not done", 8, True), Head("应做", "Due", 8, True),
            Head("已说明", "Explained", 34),
        ),
        _fill,
    ),
)  # fmt: skip
