"""Condition 1: no case for so many days, and nobody unreleased.

The reasons are the blocks of `sync.zero`, so the checklist and the fourteen-day clock say the
same. No case at all is the normal state and counts as met only when the phones that may report
one have been heard lately, and anything at all was heard of the place.

>>> _reasons("not_yet_known", (), (), Unknown(silent=2))[0].en
'2 phones have not reported for long: there may be a case on them'
"""

from collections.abc import Sequence
from itertools import chain

from sync.cases import Case, events_known, read_cases
from sync.days import HOUR
from sync.evidence import Evidence, Gap, Named
from sync.heard import hearing_of, is_unheard, unheard_words
from sync.measures.finding import Finding, Measure, Question, Verdict, parameters
from sync.words import Words, day_words
from sync.zero import (
    OPEN,
    SINCE,
    Block,
    Unknown,
    blocks_on,
    days_since,
    rule_of,
    silent_words,
    unsure_of,
    unsure_words,
)


def _judge(question: Question, evidence: Evidence, measure: str) -> Finding:
    cases = read_cases(
        event for event in events_known(evidence, question.text("kind")) if event.on <= question.day
    )
    rule = rule_of("", measure, question.params)
    blocks = blocks_on([rule], cases, question.day, question.day)
    concerned = [case for case in cases if _concerns(case, rule.categories)]
    unsure = unsure_of(cases, rule.categories)
    needed_at = min(evidence.known_at, question.ends_at) - question.number("silent_hours") * HOUR
    silent = len(evidence.silent((question.text("kind"),), needed_at))
    last = days_since(cases, rule.categories, question.day)
    verdict: Verdict = "not_met" if blocks else "not_yet_known" if unsure or silent else "met"
    hearing = hearing_of(question.params) if verdict == "met" else None
    unheard = hearing if hearing and is_unheard(evidence, hearing, question.day) else None
    if unheard is not None:
        verdict = "not_yet_known"
    unknown = Unknown(silent, unheard)
    return Finding(
        verdict=verdict,
        counts={
            "cases": len(concerned),
            "blocking": len(blocks),
            "unsure": len(unsure),
            **({"days": last} if last is not None and measure == SINCE else {}),
        },
        summary=unheard_words(unheard) if unheard else _summary(measure, last, blocks),
        reasons=_reasons(verdict, blocks, unsure, unknown),
        would_change=_mend(verdict, blocks, unsure, unknown),
        missing_total=len(blocks) + len(unsure),
        records_total=sum(len(case.records) for case in concerned),
        missing=lambda: chain(map(_block_gap, blocks), map(_unsure_gap, unsure)),
        records=lambda: chain.from_iterable(case.records for case in concerned),
        needed_at=needed_at,
    )


def _concerns(case: Case, categories: Sequence[str]) -> bool:
    """Whether the case is of the categories, or nobody knows of which it is."""
    return case.pending or any(one.category in ("", *categories) for one in case.stretches)


def _summary(measure: str, last: int | None, blocks: Sequence[Block]) -> Words:
    if measure == OPEN:
        return Words("未解除 {n} 人", "{n:person|people} not released").filled(n=len(blocks))
    if last is None:
        return Words("没有过", "there never was one")
    return Words("最近一例在 {n} 天前", "the last one was {n:day|days} ago").filled(n=last)


def _reasons(
    verdict: Verdict, blocks: Sequence[Block], unsure: Sequence[Case], unknown: Unknown
) -> tuple[Words, ...]:
    if verdict == "met":
        return ()
    if blocks:
        return tuple(block.words for block in blocks[:5])
    if unsure:
        return (unsure_words(len(unsure)),)
    if unknown.unheard is not None:
        return (unheard_words(unknown.unheard),)
    return (silent_words(unknown.silent),)


def _mend(
    verdict: Verdict, blocks: Sequence[Block], unsure: Sequence[Case], unknown: Unknown
) -> Words | None:
    if verdict == "met":
        return None
    if unknown.unheard is not None:
        return Words("查一轮并传上来,就能判定", "it can be judged once a round was walked and sent")
    if not blocks and not unsure:
        return Words("等没上传的手机传上来", "the silent phones have to report")
    if not blocks:
        return Words("补上开头,或更正冲突的记录", "record the opening, or settle the conflict")
    ends = [block.until_on for block in blocks]
    last = max((end for end in ends if end is not None), default=None)
    if None in ends or last is None:
        return Words("解除或排除后才能到位", "it is met once they are released or excluded")
    words = Words("到 {zh} 没有新的就到位", "met on {en} if nothing new happens")
    zh, en = day_words(last)
    return words.filled(zh=zh, en=en)


def _block_gap(block: Block) -> Gap:
    return Gap(
        place=Named(block.case.place, block.case.place),
        state="unreleased" if block.until_on is None else "days_not_full",
        day=block.since_on,
        record_ids=block.case.records,
        said={"case": block.case.id, "until_on": block.until_on},
    )


def _unsure_gap(case: Case) -> Gap:
    return Gap(
        place=Named(case.place, case.place),
        state="pending" if case.pending else "conflict",
        record_ids=case.records,
        said={"case": case.id},
    )


def _judge_days_since(question: Question, evidence: Evidence) -> Finding:
    """So many whole days since the last case of the categories; the 14th day itself counts."""
    return _judge(question, evidence, SINCE)


def _judge_none_open(question: Question, evidence: Evidence) -> Finding:
    """Nobody in the categories is unreleased on the day."""
    return _judge(question, evidence, OPEN)


DAYS_SINCE = Measure(
    SINCE,
    _judge_days_since,
    needs=parameters("kind categories min_days silent_hours heard_kinds heard_days"),
)
NONE_OPEN = Measure(
    OPEN,
    _judge_none_open,
    needs=parameters("kind categories silent_hours heard_kinds heard_days"),
    takes=parameters("released_days observation_days observed_categories"),
)
