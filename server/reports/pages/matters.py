"""What has to be settled, the gravest and oldest first, a row a matter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.matters.listing import list_matters
from server.personal import masked
from server.reports.cells import BETWEEN, Wording, moment
from server.reports.page_table import Filled, Head, PageTable, Words, page_offer
from server.reports.question import Question
from server.reports.table import Lang, Row
from server.reports.words import round_name, said_in
from server.roles import Permission

TYPES: Mapping[str, Words] = {
    "conflict": {"zh": "记的不一样", "en": "Two values differ"},
    "two_records": {"zh": "两个人记的不一样", "en": "Two people differ"},
    "quarantined": {"zh": "等你确认", "en": "Waits for you"},
    "fever": {"zh": "异常没人跟", "en": "Exception nobody took up"},
    "gate_fever": {"zh": "门岗发热没写去向", "en": "Gate fever without an end"},
    "need_late": {"zh": "需求过了时间", "en": "Need past its time"},
    "need_refused": {"zh": "需求办不了", "en": "Need that was refused"},
    "late": {"zh": "迟到的记录", "en": "Records that came late"},
    "emptied": {"zh": "标成没人住", "en": "Said to be empty"},
    "lost": {"zh": "手机丢了记录", "en": "A phone lost records"},
    "returned": {"zh": "申报被退回", "en": "Declaration sent back"},
    "stopped": {"zh": "证书停了", "en": "A certificate stopped"},
}
WHYS: Mapping[str, Words] = {
    "scope": {"zh": "这里没分给他", "en": "not given to this person"},
    "amend": {
        "zh": "改动或作废要你看过才算,记录现在还按原来的",
        "en": "a change or void that counts once you have seen it; the record stands as it was",
    },
    "user": {"zh": "手机上是另一个人", "en": "the phone is somebody else's"},
    "sign_in": {"zh": "登录过期后传来的", "en": "came after the sign-in ended"},
    "place": {"zh": "没有这个地方", "en": "there is no such place"},
    "schema": {"zh": "内容不合规定", "en": "not as it should be"},
    "malformed": {"zh": "读不出来", "en": "cannot be read"},
    "office": {"zh": "这件事只在社区电脑上办", "en": "this is done at the desk alone"},
    "evicted": {"zh": "浏览器清掉了", "en": "the browser removed them"},
    "rolled_back": {"zh": "手机退回了旧数据", "en": "the phone went back to old data"},
    "forked": {
        "zh": "手机退回旧数据又接着记了",
        "en": "the phone went back to old data and recorded on",
    },
    "passed_on": {
        "zh": "手机被清,又换了人",
        "en": "the phone was cleared and given to somebody else",
    },
}
SEVERITY: Mapping[str, Words] = {
    "high": {"zh": "先办", "en": "First"},
    "middle": {"zh": "今天办", "en": "Today"},
    "low": {"zh": "看一眼", "en": "To look at"},
}


DUE: Words = {"zh": "应在 {} 前", "en": "Due by {}"}


def _fill(question: Question) -> Filled:
    told = list_matters(question.actor, question.place.id, question.known_at)["matters"]
    return Filled(list(matter_rows(told, question.wording)))


def matter_rows(matters: Sequence[Mapping[str, Any]], wording: Wording) -> Iterator[Row]:
    """Yield a row a matter; what two people said stands side by side in one cell."""
    lang = wording.lang
    for one in matters:
        place, kind = one["place"], one["kind"]
        yield [
            SEVERITY[one["severity"]][lang],
            said_in(TYPES, one["type"], lang),
            (place["compound"] or {}).get("name", ""),
            place["name"],
            kind["label"][lang] if kind else "",
            round_name(one["slot"], lang),
            moment(one["since"], wording.tz),
            str(one.get("count", "")),
            BETWEEN[lang].join(_name(name, wording) for name in _people(one)),
            _said(one, wording),
        ]


def _people(one: Mapping[str, Any]) -> list[str]:
    """Return who is concerned: the one, those of a round, or the sides of a difference."""
    if one.get("who"):
        return [one["who"]["name"]]
    return list(one.get("people", ())) or [side["by"]["name"] for side in one.get("sides", ())]


def _said(one: Mapping[str, Any], wording: Wording) -> str:
    lang, parts = wording.lang, []
    if one.get("why"):
        parts.append(said_in(WHYS, one["why"], lang))
    if one.get("due_at"):
        parts.append(DUE[lang].format(moment(one["due_at"], wording.tz)))
    parts.append(_values(one.get("values", ()), lang))
    # Only what two people said of one thing stands against each other.
    sides = (_values(side["values"], lang) for side in one.get("sides", ()))
    parts.append(" ≠ ".join(side for side in sides if side))
    return "; ".join(part for part in parts if part)


def _values(said: Sequence[Mapping[str, Any]], lang: Lang) -> str:
    return ", ".join(f"{each['label'][lang]} {each['words'][lang]}" for each in said)


def _name(name: str, wording: Wording) -> str:
    return name if wording.named else masked(name, "name")


TABLES = (
    PageTable(
        page_offer(
            "matters", ("要处理的", "To settle"), "now", Permission.MATTERS, looks_back=True
        ),
        (
            Head("轻重", "Weight", 8), Head("什么事", "What", 16), Head("小区", "Compound", 16),
            Head("哪里", "Where", 16), Head("记录", "Record", 12), Head("哪一轮", "Round", 14),
            Head("从", "Since", 17), Head("几条", "Count", 7, True), Head("谁", "Who", 14),
            Head("说了什么", "What is said", 34),
        ),
        _fill,
    ),
)  # fmt: skip
