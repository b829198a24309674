"""The desk accounts of a place: who signs in, as what, from when until when."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.people.account_list import list_accounts
from server.personal import masked
from server.reports.cells import BETWEEN, Wording
from server.reports.offer import COMMUNITIES, UPPER
from server.reports.page_table import Filled, Head, PageTable, Words, page_offer
from server.reports.question import Question
from server.reports.table import Row
from server.reports.words import ROLES, said_in
from server.roles import Permission
from sync.days import day_of

Json = Mapping[str, Any]

STATES: Mapping[str, Words] = {
    "active": {"zh": "在用", "en": "in use"},
    "waiting": {"zh": "等第一次登录", "en": "waiting for the first sign-in"},
    "lapsed": {"zh": "码过期了", "en": "its code ran out"},
    "phone": {"zh": "凭邀请码进来,没有口令", "en": "came by an invitation, no passphrase"},
    "closed": {"zh": "已停用", "en": "closed"},
}


def _accounts(question: Question) -> Filled:
    told = list_accounts(question.actor, question.place, known_at=question.known_at)
    return Filled(list(account_rows(told["accounts"], question.wording)))


def account_rows(accounts: Sequence[Json], wording: Wording) -> Iterator[Row]:
    """Yield a row an account, in the order of the places."""
    lang, tz = wording.lang, wording.tz
    between = BETWEEN[lang]
    for one in accounts:
        name = one["name"] if wording.named else masked(one["name"], "name")
        roles = [
            " ".join((said_in(ROLES, each["role"], lang), each["place"]["name"]))
            for each in one["grants"]
        ]
        begins = [day_of(each["valid_from"], tz) for each in one["grants"]]
        ends = [
            "" if (end := each["valid_to"]) is None else day_of(end - 1, tz)
            for each in one["grants"]
        ]
        account = one["account"] if wording.named and one["account"] else ""
        yield [
            name, account, between.join(roles), between.join(begins),
            between.join(filter(None, ends)), STATES[one["state"]][lang],
        ]  # fmt: skip


TABLES = (
    PageTable(
        page_offer(
            "accounts", ("账号", "Accounts"), "now", Permission.INVITE, (*COMMUNITIES, *UPPER),
            looks_back=True,
        ),
        (
            Head("谁", "Who", 10), Head("账号", "Account", 14), Head("岗位", "Roles", 34),
            Head("从", "From", 12), Head("到", "Until", 12), Head("状态", "State", 16),
        ),
        _accounts,
    ),
)  # fmt: skip
