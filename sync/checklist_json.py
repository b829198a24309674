"""An assessment as the API says it: counts at once, details page by page.

>>> gap_to_json(Gap(Named("d1", "101"), "missed"))["why"]
{'zh': '没有记录', 'en': 'no record'}
"""

from collections.abc import Iterable, Mapping
from itertools import islice

from sync.checklist import Assessment, Judged, JudgedGroup
from sync.evidence import Gap, Named, SilentPhone
from sync.policy import Threshold
from sync.sources import source_words
from sync.words import Words

_WHY = {
    "open": Words("这一轮还没结束", "the round is not over"),
    "attempted": Words("去过,还没做成", "tried, not done yet"),
    "missed": Words("没有记录", "no record"),
    "too_few": Words("做了,次数不够", "done, but not often enough"),
    "not_yet_known": Words("手机还没上传,不知道做没做", "a phone has not reported, not known yet"),
    "unknown": Words("不知道有没有人住", "not known to be lived in or not"),
    "stale": Words("很久没核实", "not verified for long"),
    "out_of_range": Words("药剂不合规", "the dose is out of range"),
    "no_notice": Words("没有在期告示", "no current notice"),
    "no_contact": Words("没有电话,也没有帮忙的人", "no phone number and no helper"),
    "silent_day": Words("这天没有宣传", "nothing was said on this day"),
    "unstaffed": Words("没人值守", "nobody on duty"),
    "no_disposition": Words("发热的没写去向", "a fever without an end"),
    "incomplete": Words("登记没做齐", "the entry is incomplete"),
    "no_channel": Words("没有买得到的渠道", "no way to get it"),
    "not_helped": Words("没人帮,或很久没问", "no helper, or not asked for long"),
    "not_listed": Words("名单没公开", "no public list"),
    "no_lead": Words("没定负责人", "no lead is named"),
    "no_deputy": Words("没定副手", "no deputy is named"),
    "not_worked": Words("排了班没人上", "a rostered shift nobody worked"),
    "unreleased": Words("还没解除", "not released"),
    "days_not_full": Words("天数没满", "the days are not full"),
    "pending": Words("只有解除,没有开头", "a release without an opening"),
    "conflict": Words("两台手机说法不同", "two phones differ"),
    "disagrees": Words("抽查和记录不一致", "the spot check disagrees"),
    "found": Words("查到了", "something was found"),
    "no_case": Words("没有登记跟进", "nobody took it up"),
    "not_disposed": Words("登记了,还没有去向", "taken up, without an end"),
    "no_terminal": Words("病例后没做终末消毒", "no terminal disinfection after the case"),
    "not_closed": Words("没办结", "not closed"),
    "no_reading": Words("没测体温", "no reading taken"),
    "unheard": Words("没有记录,还不知道有没有", "no record, so not known yet what happened"),
}


def assessment_to_json(assessment: Assessment) -> dict[str, object]:
    """The body of GET /checklist."""
    policy = assessment.policy
    return {
        "compound": named_to_json(assessment.evidence.compound),
        "policy": {
            "id": policy.id,
            "version": assessment.version.number,
            "name": policy.name.to_json(),
        },
        "day": assessment.day,
        "known_at": assessment.evidence.known_at,
        "verdict": assessment.verdict,
        "evidence": {
            "digest": assessment.digest,
            "feeds": {feed: list(mark) for feed, mark in assessment.evidence.prefix.items()},
        },
        "pillars": [group_to_json(assessment, one) for one in assessment.pillars],
        "gates": [group_to_json(assessment, one) for one in assessment.gates],
        "points": _points(assessment),
        "vetoed": list(assessment.vetoed),
        "tiers": [
            {"id": tier, "label": label.to_json(), "verdict": verdict}
            for tier, label, verdict in assessment.tiers()
        ],
    }


def _points(assessment: Assessment) -> dict[str, object] | None:
    points = assessment.points
    if points is None:
        return None
    return {
        "reached": points.reached,
        "possible": points.possible,
        "total": points.total,
        "pass_mark": points.pass_mark,
        "verdict": points.verdict,
    }


def group_to_json(assessment: Assessment, group: JudgedGroup) -> dict[str, object]:
    """A pillar or gate with its criteria."""
    return {
        "id": group.group.id,
        "label": group.group.label.to_json(),
        "verdict": group.verdict,
        "short": group.short,
        "not_known": group.not_known,
        "criteria": [judged_to_json(assessment, one) for one in group.judged],
    }


def judged_to_json(assessment: Assessment, judged: Judged) -> dict[str, object]:
    """One criterion with its verdict, counts and reasons, without the gaps and records."""
    finding = judged.finding
    shown: dict[str, object] = {
        "id": judged.criterion.id,
        "label": judged.criterion.label.to_json(),
        "verdict": judged.verdict,
        "hard": judged.criterion.hard,
        "waivable": judged.criterion.waivable,
        "summary": finding.summary.to_json(),
        "reasons": [reason.to_json() for reason in finding.reasons],
        "rule": {
            **judged.rule.to_json(),
            "source": _source(assessment, judged).to_json(),
            "in_force_from": judged.in_force_from,
        },
        "counts": dict(finding.counts),
        "missing_total": finding.missing_total,
        "records_total": finding.records_total,
    }
    if judged.waiver is not None:
        waiver = judged.waiver
        shown["waived"] = {
            "reason": waiver.reason,
            "by": waiver.by,
            "until": waiver.until_on,
            "judged": finding.verdict,
        }
    return shown


def _source(assessment: Assessment, judged: Judged) -> Words:
    thresholds = assessment.policy.thresholds
    used = [thresholds[key] for key in judged.criterion.values.values()]
    return source_words([judged.criterion.source, *_sources(used, assessment.day)])


def _sources(thresholds: Iterable[Threshold], day: str) -> list[str]:
    return [step.source for step in (each.step(day) for each in thresholds) if step]


def opened_to_json(
    assessment: Assessment, criterion_id: str, start: int = 0, size: int = 100
) -> dict[str, object]:
    """The body of GET /checklist/{criterion}: gaps and record ids from `start`, `size` of each.

    `next` is the start of the following page, or None; raises KeyError for an unknown criterion.
    """
    judged = assessment.criterion(criterion_id)
    finding = judged.finding
    missing = list(islice(finding.missing(), start, start + size))
    records = list(islice(finding.records(), start, start + size))
    more = len(missing) == size or len(records) == size
    change = finding.would_change
    return {
        **judged_to_json(assessment, judged),
        "missing": [gap_to_json(gap) for gap in missing],
        "silent": [phone_to_json(phone) for phone in assessment.silent(judged)],
        "would_change": change.to_json() if change else None,
        "responsible": [named_to_json(who) for who in assessment.responsible(judged)],
        "records": records,
        "next": start + size if more else None,
    }


def gap_to_json(gap: Gap) -> dict[str, object]:
    """One missing thing, with the reason in words and who could mend it."""
    why = _WHY.get(gap.state, Words(gap.state, gap.state))
    return {
        "place": named_to_json(gap.place),
        "day": gap.day,
        "session": gap.session,
        "state": gap.state,
        "since_at": gap.since_at,
        "why": why.to_json(),
        "said": _plain(gap.said),
        "record_ids": list(gap.record_ids),
        "responsible": [named_to_json(who) for who in gap.responsible],
    }


def phone_to_json(phone: SilentPhone) -> dict[str, object]:
    """A phone that may still hold records."""
    return {
        "replica": phone.replica,
        "label": phone.label,
        "user": named_to_json(phone.user),
        "places": [named_to_json(place) for place in phone.places],
        "drained_at": phone.drained_at,
        "held": phone.held,
    }


def named_to_json(named: Named) -> dict[str, str]:
    """{"id", "name"}."""
    return {"id": named.id, "name": named.name}


def _plain(said: Mapping[str, object]) -> dict[str, object]:
    return {key: list(v) if isinstance(v, tuple) else v for key, v in said.items()}
