"""Invitations of the last days, and who signs in on which phone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from server.matters.strays import list_strays
from server.people.access import list_access
from server.people.invited import list_below
from server.personal import masked
from server.reports.cells import BETWEEN, Wording, moment
from server.reports.offer import COMMUNITIES, UPPER
from server.reports.page_table import Filled, Head, PageTable, Words, page_offer
from server.reports.pages.matters import WHYS
from server.reports.question import Question
from server.reports.table import Row
from server.reports.words import ROLES, said_in
from server.roles import Permission

Json = Mapping[str, Any]

STATES: Mapping[str, Words] = {
    "open": {"zh": "等着用", "en": "waiting"},
    "used": {"zh": "已加入", "en": "joined"},
    "withdrawn": {"zh": "已收回", "en": "withdrawn"},
    "expired": {"zh": "过期了", "en": "expired"},
}
ENDED: Words = {"zh": "已停用", "en": "ended"}


def _invitations(question: Question) -> Filled:
    told = list_below(question.actor, question.place, question.known_at)
    return Filled(list(invitation_rows(told, question.wording)))


def _signed_in(question: Question) -> Filled:
    told = list_access(question.actor, question.place, question.known_at)
    return Filled(list(access_rows(told["people"], told["now"], question.wording)))


def invitation_rows(invitations: Sequence[Json], wording: Wording) -> Iterator[Row]:
    """Yield a row an invitation, the newest first; no code and no address is in it."""
    for one in invitations:
        joined = one["joined"]
        yield [
            _name(one["name"], wording),
            said_in(ROLES, one["role"], wording.lang),
            BETWEEN[wording.lang].join(place["name"] for place in one["places"]),
            STATES[one["state"]][wording.lang],
            moment(one["created_at"], wording.tz),
            moment(one["expires_at"], wording.tz),
            f"{_name(joined['name'], wording)} {joined['device']}" if joined else "",
        ]


def access_rows(people: Sequence[Json], now: int, wording: Wording) -> Iterator[Row]:
    """Yield a row a person, with their roles and their phones."""
    lang, tz = wording.lang, wording.tz
    for one in people:
        roles = [_grant(grant, now, wording) for grant in one["grants"]]
        phones = [
            f"{phone['label']} {ENDED[lang]}" if phone["ended_at"] else phone["label"]
            for phone in one["devices"]
        ]
        heard = [at for phone in one["devices"] if (at := phone["last_seen_at"]) is not None]
        yield [
            _name(one["user"]["name"], wording),
            BETWEEN[lang].join(roles),
            BETWEEN[lang].join(phones),
            moment(max(heard), tz) if heard else "",
            str(sum(phone["held"] or 0 for phone in one["devices"]) or ""),
        ]


def _strays(question: Question) -> Filled:
    asked = {"place": question.place.id, "known_at": question.known_at}
    told = list_strays(question.actor, asked)["strays"]
    return Filled(list(stray_rows(told, question.wording)))


def stray_rows(strays: Iterable[Json], wording: Wording) -> Iterator[Row]:
    """Yield a row a sort of records that belong to no community yet, and whose they are."""
    lang = wording.lang
    for one in strays:
        yield [
            _name(one["who"]["name"], wording),
            one["kind"]["label"][lang] if one["kind"] else "",
            one["said"] or "",
            said_in(WHYS, one["why"], lang),
            str(one["count"]),
            moment(one["since"], wording.tz),
        ]


def _grant(grant: Json, now: int, wording: Wording) -> str:
    over = grant["valid_to"] is not None and grant["valid_to"] <= now
    words = (said_in(ROLES, grant["role"], wording.lang), grant["place"]["name"])
    return " ".join((*words, ENDED[wording.lang]) if over else words)


def _name(name: str, wording: Wording) -> str:
    return name if wording.named else masked(name, "name")


_PLACES = (*COMMUNITIES, *UPPER)
TABLES = (
    PageTable(
        page_offer(
            "invitations", ("邀请", "Invitations"), "now", Permission.INVITE, _PLACES,
            looks_back=True,
        ),
        (
            Head("谁", "Who", 10), Head("岗位", "Role", 10), Head("在哪里", "Places", 26),
            Head("状态", "State", 10), Head("发出", "Made", 17), Head("有效到", "Expires", 17),
            Head("加入的人和手机", "Who joined, on which phone", 20),
        ),
        _invitations,
    ),
    PageTable(
        page_offer(
            "access", ("在用的人", "Who signs in"), "now", Permission.INVITE, _PLACES,
            looks_back=True,
        ),
        (
            Head("谁", "Who", 10), Head("岗位", "Roles", 34), Head("手机", "Phones", 20),
            Head("上次收到", "Last heard", 17), Head("手机里还有", "Holds", 8, True),
        ),
        _signed_in,
    ),
    PageTable(
        page_offer(
            "strays", ("还不属于任何社区的记录", "Records of no community yet"), "now",
            Permission.INVITE, UPPER, looks_back=True,
        ),
        (
            Head("谁", "Who", 10), Head("记录", "Record", 16), Head("在哪里", "Where", 20),
            Head("为什么", "Why", 20), Head("几条", "Count", 8, True), Head("从", "Since", 17),
        ),
        _strays,
    ),
)  # fmt: skip
