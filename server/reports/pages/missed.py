"""Missed rounds: every round of the last days, or those that lack something, with what was said."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from server.missed import DAYS, LACKS, list_cells
from server.reports.page_table import Filled, Head, PageTable, page_offer
from server.reports.pages.board import STATES
from server.reports.question import Question
from server.reports.table import Lang, Row
from server.roles import Permission

SHOWS = ("gaps", "all", *LACKS)
"""Every round, those that lack something, or those that lack one thing and are not explained."""


def _fill(question: Question) -> Filled:
    said, lang = question.said, question.lang
    shown = list_cells(question.place, said["days"] or DAYS, question.known_at)
    kept = (one for one in shown if is_shown(one, said["show"]))
    return Filled(list(missed_rows(kept, lang)))


def is_shown(round: Mapping[str, Any], show: str | None) -> bool:
    """Say whether a round is among those that the page is asked for.

    >>> is_shown({"state": "missed", "explained": True}, "missed")
    False
    """
    if show in LACKS:
        return round["state"] == show and not round["explained"]
    return show == "all" or round["state"] in LACKS


def missed_rows(rounds: Iterable[Mapping[str, Any]], lang: Lang) -> Iterator[Row]:
    """Yield a row a round; who was on duty stands on the page alone."""
    for gap in rounds:
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
            Head("日期", "Day", 12, day=True), Head("班次", "Round", 8), Head("状态", "State", 24),
            Head("没做到", "Not done", 8, True), Head("应做", "Due", 8, True),
            Head("已说明", "Explained", 34),
        ),
        _fill,
    ),
)  # fmt: skip
