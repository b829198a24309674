"""The desk's own tables as they are shown: doors and areas of the board, phones, the checklist."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.board import AREA_KIND, DOOR_KIND
from server.personal import masked
from server.reports.cells import Wording, moment
from server.reports.criteria import criterion_cells
from server.reports.table import Column, Lang, Row
from server.rules import kinds
from sync.checklist import Assessment
from sync.standing import STATES as STANDING

Json = Mapping[str, Any]
Words = Mapping[Lang, str]

STATES: Mapping[str, Words] = {
    "open": {"zh": "待查", "en": "Open"},
    "done": {"zh": "已查", "en": "Done"},
    "attempted": {"zh": "去过,还没做成", "en": "Tried, not done yet"},
    "missed": {"zh": "漏查", "en": "Missed"},
    "not_yet_known": {"zh": "还不知道(手机没上传)", "en": "Not yet known (phone silent)"},
    "vacant": {"zh": "空户", "en": "Vacant"},
    "away": {"zh": "不在", "en": "Away"},
}
PHONE_STATES: Mapping[str, Words] = {
    "ok": {"zh": "交齐了", "en": "All in"},
    "owes": {"zh": "还有没交的", "en": "Still holds some"},
    "silent": {"zh": "没动静", "en": "Silent"},
    "revoked": {"zh": "已停用", "en": "Ended"},
}
CONFLICT: Words = {"zh": "两条记录不一样", "en": "Two records differ"}
HEADS: Mapping[str, Sequence[tuple[str, str, int]]] = {
    "board": (
        ("小区", "Compound", 18), ("楼栋", "Building", 8), ("单元", "Stairwell", 8),
        ("层", "Floor", 5), ("门牌", "Door", 10), ("状态", "State", 20),
        ("结果", "Outcome", 10), ("备注", "Note", 18),
    ),
    "areas": (
        ("位置", "Where", 18), ("点位", "Area", 18), ("状态", "State", 20), ("次数", "Records", 8),
    ),
    "phones": (
        ("人", "Person", 10), ("手机", "Phone", 14), ("状态", "State", 12), ("负责", "Places", 24),
        ("手机里还有", "Holds", 10), ("最早一条", "Oldest", 17), ("上次收到", "Last heard", 17),
        ("应交", "Sealed", 8), ("已收", "Received", 8), ("报失", "Lost", 8), ("版本", "Build", 10),
    ),
    "people": (
        ("职责", "Duty", 8), ("小区、楼栋", "Place", 22), ("负责人", "Lead", 10),
        ("副手、组员", "Deputy, members", 16), ("电话", "Phone", 14), ("网格", "Grid", 12),
        ("从", "From", 17), ("到", "Until", 17), ("在用手机的人", "Signed in", 16),
    ),
    "audit": (
        ("时间", "When", 17), ("谁", "Who", 10), ("做了什么", "What", 14), ("哪里", "Where", 24),
        ("几人", "Persons", 6), ("用途", "Purpose", 20),
    ),
    "checklist": (
        ("项目", "Item", 14), ("条件", "Condition", 26), ("结论", "Verdict", 10),
        ("依据", "What it rests on", 34), ("还差", "Missing", 8), ("规则", "Rule", 34),
    ),
    "rollup": (
        ("地方", "Place", 22), ("状态", "State", 16), ("无疫情小区", "Epidemic-free", 12),
        ("小区总数", "Compounds", 10), ("占比 %", "Share %", 8), ("数据没齐", "Incomplete", 10),
        ("暂停", "Suspended", 8), ("取消", "Revoked", 8), ("撤回", "Withdrawn", 8),
    ),
}  # fmt: skip


def columns(table: str, lang: Lang) -> list[Column]:
    """Return the columns of a table in a language."""
    return [Column(zh if lang == "zh" else en, width) for zh, en, width in HEADS[table]]


def board_rows(board: Json, lang: Lang) -> Iterator[Row]:
    """Yield a row a door, top floor first, as each building stands."""
    for building in board["buildings"]:
        for stairwell in building["stairwells"]:
            for floor in stairwell["floors"]:
                for door in floor["doors"]:
                    yield [
                        (building["compound"] or {}).get("name", ""),
                        building["name"],
                        stairwell["name"],
                        str(floor["floor"]),
                        door["door"],
                        STATES[door["state"]][lang],
                        _outcome(DOOR_KIND, door["code"], lang),
                        CONFLICT[lang] if door["conflict"] else "",
                    ]


def area_rows(board: Json, lang: Lang) -> Iterator[Row]:
    """Yield a row a public area."""
    for area in board["areas"]:
        outcome = _outcome(AREA_KIND, area["code"], lang)
        yield [
            (area["parent"] or {}).get("name", ""),
            area["name"],
            " ".join(part for part in (STATES[area["state"]][lang], outcome) if part),
            str(len(area["records"])),
        ]


def phone_rows(phones: Json, wording: Wording) -> Iterator[Row]:
    """Yield a row a phone; no ranking, in the order of names."""
    tz = wording.tz
    for phone in phones["phones"]:
        name = phone["user"]["name"]
        lost = sum(one["n_declared"] - one["n_received"] for one in phone["lost"])
        yield [
            name if wording.named else masked(name, "name"),
            phone["label"],
            PHONE_STATES[phone["state"]][wording.lang],
            "、".join(place["name"] for place in phone["places"]),
            _count(phone["held"]),
            _moment(phone["oldest_held_at"], tz),
            _moment(phone["last_seen_at"], tz),
            _count(phone["sealed"]),
            str(phone["received"]),
            str(lost or ""),
            phone["build"] or "",
        ]


def checklist_rows(assessment: Assessment, lang: Lang) -> Iterator[Row]:
    """Yield the gates and then the pillars, one row a criterion, with its rule."""
    order = ("group", "criterion", "verdict", "summary", "missing", "rule")
    for group in (*assessment.gates, *assessment.pillars):
        for judged in group.judged:
            cells = criterion_cells(group, judged, lang)
            yield [cells[name] for name in order]


def rollup_rows(rollup: Json, lang: Lang) -> Iterator[Row]:
    """Yield a row a place right below, and the whole at the end."""
    figures = ("free", "all", "percent", "incomplete", "suspended", "revoked", "withdrawn")
    whole = {"name": rollup["place"]["name"], "state": None, "counts": rollup["counts"]}
    for row in (*rollup["rows"], whole):
        state = STANDING[row["state"]].to_json()[lang] if row["state"] else ""
        compounds = row["counts"].get("compound", {})
        numbers = [compounds.get(name) for name in figures]
        yield [row["name"], state, *("" if one is None else str(one) for one in numbers)]


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _moment(ms: int | None, tz: int) -> str:
    return "" if ms is None else moment(ms, tz)


def _outcome(kind_id: str, code: str | None, lang: Lang) -> str:
    rule = kinds()[kind_id].slot_state
    if rule is None or code is None:
        return ""
    choices = kinds()[kind_id].fields[rule.field].choices
    return next((choice.label[lang] for choice in choices if choice.id == code), "")
