"""The declaration: what is on the way and for whom it waits, and how one place came to stand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.personal import masked
from server.reports.cells import Wording, moment
from server.reports.offer import ANY_PLACE, UPPER
from server.reports.page_table import Filled, Head, PageTable, Words, page_offer
from server.reports.question import Question
from server.reports.table import Fact, Row
from server.reports.words import ROLES, said_in
from server.roles import Permission
from server.standings.opened import open_place
from server.standings.shown import standing_to_json
from server.standings.waiting import waiting_for

Json = Mapping[str, Any]

STEPS: Mapping[str, Words] = {
    "declare": {"zh": "申报", "en": "Declare"},
    "community_check": {"zh": "社区自查通过", "en": "Checked by the community"},
    "street_review": {"zh": "街道核过", "en": "Reviewed by the street"},
    "certify": {"zh": "认定", "en": "Certify"},
    "file": {"zh": "报市备案", "en": "File with the city"},
    "refuse": {"zh": "退回", "en": "Send back"},
    "put_on_notice": {"zh": "公示", "en": "Put on public notice"},
    "name": {"zh": "命名", "en": "Name"},
    "suspend": {"zh": "暂停", "en": "Suspend"},
    "restore": {"zh": "恢复", "en": "Restore"},
    "revoke": {"zh": "取消", "en": "Revoke"},
    "withdraw": {"zh": "撤回(数据有误)", "en": "Withdraw (wrong data)"},
    "uphold": {"zh": "核实后维持", "en": "Uphold after a look"},
}


def _waiting(question: Question) -> Filled:
    told = waiting_for(question.actor, question.place.id, question.known_at)["places"]
    return Filled(list(waiting_rows(told, question.wording)))


def _history(question: Question) -> Filled:
    opened = open_place(question.actor, question.place.id, question.known_at)
    shown = standing_to_json(opened)
    state = Fact(question.word("state"), shown["label"][question.lang])
    return Filled(list(history_rows(shown["history"], question.wording)), [state])


def waiting_rows(places: Sequence[Json], wording: Wording) -> Iterator[Row]:
    """Yield a row a place on the way, what waits for the reader first."""
    for one in places:
        since = one["since_at"]
        yield [
            " ".join(one["path"][-2:]),
            one["place"]["name"],
            one["label"][wording.lang],
            one["reason"] or "",
            "" if since is None else moment(since, wording.tz),
            said_in(STEPS, one["mine"], wording.lang),
            one["number"] or "",
        ]


def history_rows(history: Sequence[Json], wording: Wording) -> Iterator[Row]:
    """Yield a row for everything that happened, newest first, refused steps too."""
    lang = wording.lang
    for line in history:
        who = line["by"] or ""
        what = line["words"][lang] if line["step"] is None else said_in(STEPS, line["step"], lang)
        yield [
            moment(line["at"], wording.tz),
            what,
            said_in(ROLES, line["role"], lang),
            who if wording.named else masked(who, "name"),
            line["reason"],
            f"{line['policy']['id']}.{line['policy']['version']}" if line["policy"] else "",
            moment(line["cutoff_at"], wording.tz) if line["cutoff_at"] else "",
            line["refused"][lang] if line["refused"] else "",
        ]


_ALL = (*ANY_PLACE, *UPPER)
TABLES = (
    PageTable(
        page_offer(
            "standings", ("申报在办", "On the way"), "now", Permission.STANDINGS, _ALL,
            looks_back=True,
        ),
        (
            Head("在哪里", "Within", 24), Head("地方", "Place", 18), Head("现在", "Now", 14),
            Head("退回的理由", "Why it was sent back", 20), Head("从", "Since", 17),
            Head("等我办", "Waits for me", 16), Head("证书编号", "Certificate", 20),
        ),
        _waiting,
    ),
    PageTable(
        page_offer(
            "standing_history", ("申报经过", "How it came to stand"), "now",
            Permission.STANDINGS, (*ANY_PLACE, "street", "district"), looks_back=True,
        ),
        (
            Head("时间", "When", 17), Head("什么事", "What", 18), Head("以什么身份", "As", 10),
            Head("谁", "Who", 10), Head("说明", "Reason", 30), Head("规则", "Policy", 18),
            Head("证据截至", "Evidence until", 17), Head("没算数的原因", "Why not counted", 24),
        ),
        _history,
    ),
)  # fmt: skip
