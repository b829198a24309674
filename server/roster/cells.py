"""One cell to one value: what each column may hold, in the words that offices use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from server.roster.workbook import DATE, ERROR, FORMULA

MAX_CHARS = 200
SEPARATORS = re.compile(r"[,;/|\s\u3001\uff0c\uff1b]+")

OCCUPANCY: Mapping[str, str] = {
    "在住": "occupied", "有人": "occupied", "常住": "occupied", "自住": "occupied",
    "出租": "occupied", "occupied": "occupied",
    "空户": "vacant", "空置": "vacant", "空": "vacant", "无人": "vacant", "vacant": "vacant",
    "不在汉": "away", "外出": "away", "不在": "away", "away": "away",
    "不清楚": "unknown", "未知": "unknown", "unknown": "unknown",
}  # fmt: skip
TAGS: Mapping[str, str] = {
    "重点": "watch", "重点户": "watch", "watch": "watch",
    "医护": "medical", "医护家庭": "medical", "medical": "medical",
    "困难": "hardship", "困难户": "hardship", "低保": "hardship", "hardship": "hardship",
    "独居": "alone", "独居老人": "alone", "空巢": "alone", "alone": "alone",
}  # fmt: skip
AREA_KINDS: Mapping[str, str] = {
    "楼道": "corridor", "走廊": "corridor", "楼梯": "corridor", "corridor": "corridor",
    "电梯": "lift", "lift": "lift",
    "大厅": "lobby", "门厅": "lobby", "lobby": "lobby",
    "大门": "gate", "门岗": "gate", "出入口": "gate", "gate": "gate",
    "垃圾点": "rubbish", "垃圾桶": "rubbish", "rubbish": "rubbish", "rubbishpoint": "rubbish",
    "快递点": "parcel", "快递架": "parcel", "快递柜": "parcel", "parcel": "parcel",
    "室外": "outdoor", "户外": "outdoor", "广场": "outdoor", "outdoor": "outdoor",
}  # fmt: skip
CLEANED_BY: Mapping[str, str] = {
    "物业": "property_staff", "property": "property_staff",
    "社区": "community", "community": "community",
    "网格员": "grid_worker", "gridworker": "grid_worker",
}  # fmt: skip

Value = str | int | tuple[str, ...]


class BadCell(Exception):
    """A cell that cannot be used; the row check adds where it stands."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(code)


def plain_text(cell: str) -> str:
    """Return the cell without surrounding space; raises BadCell for what is not plain text."""
    if cell.startswith(FORMULA) or cell.lstrip().startswith("="):
        raise BadCell("formula")
    if cell.startswith(ERROR):
        raise BadCell("error_value")
    if cell.startswith(DATE):
        raise BadCell("date_cell")
    text = cell.strip()
    if len(text) > MAX_CHARS:
        raise BadCell("too_long", limit=MAX_CHARS)
    if any(ord(char) < 32 or ord(char) == 127 for char in text if char not in "\n\t"):
        raise BadCell("control_character")
    return " ".join(text.split())


def bare_label(text: str) -> str:
    """Return a building, stairwell or door label without its counter word: 3栋 and 3号楼 are 3."""
    label = re.sub(
        r"(?<=[0-9A-Za-z])(号楼|栋|幢|座|单元|号|室|户|层|楼)$", "", text.replace(" ", "")
    )
    if not re.fullmatch(r"[0-9A-Za-z\u4e00-\u9fa5-]{1,20}", label):
        raise BadCell("label_form")
    return label.upper()


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        digits = re.sub(r"(层|楼|人|次|F)$", "", text.upper()).removesuffix(".0")
        if not re.fullmatch(r"-?[0-9]{1,9}", digits):
            raise BadCell("not_a_number")
        if not low <= int(digits) <= high:
            raise BadCell("out_of_range", low=low, high=high)
        return int(digits)

    return parse


def _choice(words: Mapping[str, str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        try:
            return words[re.sub(r"[\s_-]", "", text).casefold()]
        except KeyError:
            raise BadCell("not_a_choice", choices=_shown(words)) from None

    return parse


def _shown(words: Mapping[str, str]) -> str:
    first: dict[str, str] = {}
    for word, meaning in words.items():
        first.setdefault(meaning, word)
    return "、".join(first.values())


def _tags(text: str) -> tuple[str, ...]:
    parse = _choice(TAGS)
    return tuple(sorted({parse(word) for word in SEPARATORS.split(text) if word}))


def _phone(text: str) -> str:
    digits = re.sub(r"[\s-]", "", text).removeprefix("+86")
    if not re.fullmatch(r"1[3-9][0-9]{9}|0?[0-9]{7,11}", digits):
        raise BadCell("phone_form")
    return digits


def _text(limit: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > limit:
            raise BadCell("too_long", limit=limit)
        return text

    return parse


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name for name in SEPARATORS.split(text) if name)
    if len(names) > 20 or any(len(name) > 40 for name in names):
        raise BadCell("too_long", limit="20×40")
    return names


PARSERS: Mapping[str, Callable[[str], Value]] = {
    "compound": _text(60),
    "building": bare_label,
    "stairwell": bare_label,
    "floor": _whole(-3, 120),
    "door": bare_label,
    "head": _text(40),
    "people": _whole(0, 30),
    "phone": _phone,
    "occupancy": _choice(OCCUPANCY),
    "tags": _tags,
    "residents": _names,
    "area": _text(60),
    "area_kind": _choice(AREA_KINDS),
    "cleaned_by": _choice(CLEANED_BY),
    "times_per_day": _whole(1, 12),
}
