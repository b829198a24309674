"""What has come in since a moment, and which verdicts it changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from server import problems
from server.judging.since import came_since
from server.reports.cells import moment
from server.reports.criteria import VERDICTS
from server.reports.offer import ANY_PLACE
from server.reports.page_table import Filled, Head, PageTable, Words, page_offer
from server.reports.question import Question
from server.reports.table import Lang, Row
from server.roles import Permission
from server.rules import policy

Json = Mapping[str, Any]

LATE: Words = {"zh": "晚到", "en": "late"}
CORRECTION: Words = {"zh": "更正", "en": "correction"}


def _told(question: Question, *, verdicts: bool) -> Json:
    if question.known_at is None:
        wrong = {"field": "known_at", "detail": "a moment that is over"}
        raise problems.Invalid(errors=[wrong])
    asked = {"place": question.place.id, "known_at": question.known_at, "verdicts": verdicts}
    return came_since(question.actor, asked)


def _records(question: Question) -> Filled:
    told = _told(question, verdicts=False)
    return Filled(list(record_rows(told["records"], question.lang)))


def _flips(question: Question) -> Filled:
    return Filled(list(flip_rows(_told(question, verdicts=True)["flips"], question.lang)))


def record_rows(records: Iterable[Json], lang: Lang) -> Iterator[Row]:
    """Yield a row a record that came, the newest first."""
    tz = policy().tz
    for one in records:
        marks = ((CORRECTION, one["correction"]), (LATE, one["late"]))
        yield [
            one["label"][lang],
            one["place"]["name"],
            moment(one["observed_at"], tz),
            moment(one["received_at"], tz),
            " ".join(words[lang] for words, holds in marks if holds),
        ]


def flip_rows(flips: Sequence[Json], lang: Lang) -> Iterator[Row]:
    """Yield a row a verdict that is another one now."""
    for one in flips:
        yield [
            one["compound"]["name"],
            one["day"],
            f"{one['criterion']} {one['label'][lang] if one['label'] else ''}".strip(),
            VERDICTS[one["then"]][lang] if one["then"] else "",
            VERDICTS[one["now"]][lang] if one["now"] else "",
        ]


_NEEDS = Permission.CHECKLIST
TABLES = (
    PageTable(
        page_offer(
            "since", ("之后收到的记录", "Records that came since"), "moment", _NEEDS, ANY_PLACE,
            looks_back=True,
        ),
        (
            Head("记录", "Record", 16), Head("地点", "Place", 20), Head("看到", "Seen", 17),
            Head("收到", "Received", 17), Head("备注", "Note", 12),
        ),
        _records,
    ),
    PageTable(
        page_offer(
            "since_verdicts", ("变了的结论", "Verdicts that changed"), "moment", _NEEDS, ANY_PLACE,
            looks_back=True,
        ),
        (
            Head("小区", "Compound", 18), Head("日期", "Day", 11, day=True),
            Head("条件", "Condition", 30),
            Head("当时", "Then", 12), Head("现在", "Now", 12),
        ),
        _flips,
    ),
)  # fmt: skip
