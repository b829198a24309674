"""The history of one door, the newest record first, as its page lists it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.personal import masked
from server.records.single import history
from server.reports.cells import BETWEEN, Wording, moment
from server.reports.office import SERVER, SYSTEM
from server.reports.page_table import Filled, Head, PageTable, Words, page_offer
from server.reports.question import Question
from server.reports.table import Row
from server.reports.words import round_name
from server.roles import Permission
from server.rules import kinds

VOIDED: Words = {"zh": "已作废", "en": "void"}
DIFFER: Words = {"zh": "两条记录不一样", "en": "two records differ"}
AMENDED: Words = {"zh": "改过", "en": "amended"}


def _fill(question: Question) -> Filled:
    told = history(question.actor, question.place.id, question.known_at)["records"]
    return Filled(list(record_rows(told, question.wording)))


def record_rows(records: Sequence[Mapping[str, Any]], wording: Wording) -> Iterator[Row]:
    """Yield a row a record: what it came to, and every field of it in words."""
    lang = wording.lang
    for one in records:
        yield [
            moment(one["observed_at"], wording.tz),
            moment(one["received_at"], wording.tz),
            round_name(one["slot"], lang),
            one["kind_label"][lang],
            one["summary"][lang] if one["summary"] else "",
            _said(one, wording),
            _author(one["by"], wording),
            " ".join(_remarks(one, wording)),
        ]


def _author(by: Mapping[str, str], wording: Wording) -> str:
    if by["id"] == SERVER:
        return SYSTEM[wording.lang]
    return by["name"] if wording.named else masked(by["name"], "name")


def _said(one: Mapping[str, Any], wording: Wording) -> str:
    kind = kinds()[one["kind"]]
    # What it came to has a column of its own.
    apart = kind.slot_state.field if kind.slot_state and one["summary"] else None
    rest = (name for name in kind.fields if name != apart)
    told = ((name, one["fields"].get(name, {}).get("value")) for name in rest)
    words = ((name, wording.value(kind, name, value)) for name, value in told)
    return BETWEEN[wording.lang].join(
        f"{kind.fields[name].label[wording.lang]} {text}" for name, text in words if text
    )


def _remarks(one: Mapping[str, Any], wording: Wording) -> Iterator[str]:
    marks = (
        (VOIDED, one["voided"]),
        (DIFFER, bool(one["conflicts"])),
        (AMENDED, len(one["ops"]) > 1 and not one["voided"]),
    )
    return (words[wording.lang] for words, holds in marks if holds)


TABLES = (
    PageTable(
        page_offer(
            "door", ("一户的记录", "Records of a door"), "now", Permission.HISTORY,
            ("household",), looks_back=True,
        ),
        (
            Head("看到", "Seen", 17), Head("收到", "Received", 17), Head("哪一轮", "Round", 18),
            Head("记录", "Record", 15), Head("结果", "Outcome", 10),
            Head("记了什么", "What is said", 36), Head("谁记的", "Recorded by", 12),
            Head("备注", "Note", 14),
        ),
        _fill,
    ),
)  # fmt: skip
