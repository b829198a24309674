"""Spot checks: every drawn door of a compound's samples, and what was found there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.judging.spot import CHECK, list_samples
from server.personal import masked
from server.reports.cells import Wording
from server.reports.page_table import Filled, Head, PageTable, Words, label_of, page_offer
from server.reports.question import Question
from server.reports.table import Row
from server.roles import Permission

VERDICTS: Mapping[str, Words] = {
    "passed": {"zh": "通过", "en": "Passed"},
    "failed": {"zh": "对不上的多了", "en": "Too many disagree"},
    "unfinished": {"zh": "还没查完", "en": "Not finished"},
}
AGAIN: Words = {"zh": "复抽", "en": "Second sample"}


def _fill(question: Question) -> Filled:
    told = list_samples(question.actor, question.place.id, question.known_at)["samples"]
    return Filled(list(sample_rows(told, question.wording)))


def sample_rows(samples: Sequence[Mapping[str, Any]], wording: Wording) -> Iterator[Row]:
    """Yield a row a drawn door, sample by sample, the newest first; nobody who knocked is named."""
    lang = wording.lang
    for sample in samples:
        checker = sample["checker"] or ""
        for door in sample["doors"]:
            yield [
                sample["day"],
                sample["kind"]["label"][lang],
                AGAIN[lang] if sample["second_of"] else "",
                VERDICTS[sample["verdict"]][lang],
                checker if wording.named else masked(checker, "name"),
                door["place"]["name"],
                label_of(CHECK, "outcome", door["outcome"], lang),
            ]


TABLES = (
    PageTable(
        page_offer(
            "spot", ("抽查", "Spot checks"), "now", Permission.SPOT, ("compound",),
            looks_back=True,
        ),
        (
            Head("查哪天", "Day", 11, day=True), Head("查什么", "What is checked", 12),
            Head("第几次", "Sample", 10), Head("怎么样", "Verdict", 14),
            Head("谁去查", "Checked by", 10), Head("抽到的", "Drawn", 18),
            Head("核实结果", "What was found", 14),
        ),
        _fill,
    ),
)  # fmt: skip
