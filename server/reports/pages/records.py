"""The records behind a number: of a phone, at a place, of some kinds, on a day."""

from collections.abc import Iterator
from typing import Any

from server.records.recorded import list_records
from server.reports.cells import BETWEEN
from server.reports.offer import ANY_PLACE, UPPER, WITHIN
from server.reports.page_table import Filled, Head, PageTable, page_offer
from server.reports.pages.since import record_rows
from server.reports.question import Question
from server.reports.table import Fact
from server.roles import Permission
from server.rules import kinds

AT_ONCE = 500


def _fill(question: Question) -> Filled:
    rows = record_rows(all_records(question), question.lang)
    return Filled(rows, list(_facts(question)))


def _facts(question: Question) -> Iterator[Fact]:
    said = question.said
    if said["day"]:
        yield Fact(question.word("days"), said["day"])
    if said["kind"]:
        named = (
            kinds()[id].label[question.lang] for id in said["kind"].split(",") if id in kinds()
        )
        yield Fact(question.word("only"), BETWEEN[question.lang].join(named))


def all_records(question: Question) -> Iterator[dict[str, Any]]:
    """Yield every record that the page would show page after page, until the moment asked for."""
    start: int | None = 0
    names = ("kind", "day", "replica")
    asked = {name: question.said[name] for name in names}
    asked |= {"place": question.place.id, "known_at": question.known_at, "size": AT_ONCE}
    while start is not None:
        page = list_records(question.actor, asked | {"start": start})
        # What comes in meanwhile would move the older ones.
        asked["known_at"] = page["known_at"]
        yield from page["records"]
        start = page["next"]


TABLES = (
    PageTable(
        page_offer(
            "records", ("记录清单", "Records"), "now", Permission.RECORDS,
            (*ANY_PLACE, *WITHIN, *UPPER), looks_back=True,
        ),
        (
            Head("记录", "Record", 16), Head("地点", "Place", 20), Head("看到", "Seen", 17),
            Head("收到", "Received", 17), Head("备注", "Note", 12),
        ),
        _fill,
    ),
)  # fmt: skip
