"""The columns of a roster and the words that offices write above them, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

# The first word of each row is the one that the template and the messages use.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "compound": ("小区", "小区名称", "所属小区", "compound", "estate"),
    "building": ("楼栋", "栋", "楼号", "栋号", "楼栋号", "幢", "building", "block"),
    "stairwell": ("单元", "单元号", "stairwell", "unit", "entrance"),
    "floor": ("楼层", "层", "所在楼层", "floor", "storey"),
    "door": ("门牌", "门牌号", "房号", "户号", "室", "室号", "房间号", "door", "room", "flat"),
    "head": ("户主", "户主姓名", "姓名", "联系人", "head", "householder", "name", "contact"),
    "people": ("人数", "家庭人数", "居住人数", "people", "persons", "residents count"),
    "phone": ("电话", "联系电话", "手机", "手机号", "手机号码", "phone", "mobile", "telephone"),
    "occupancy": ("居住情况", "居住状态", "入住情况", "状态", "occupancy", "state", "status"),
    "tags": ("标签", "备注标签", "重点类别", "tags", "labels"),
    "residents": ("家庭成员", "成员", "同住人", "residents", "members"),
    "area": ("点位", "点位名称", "公共点位", "area", "area name"),
    "area_kind": ("点位类型", "点位类别", "area kind", "area type"),
    "cleaned_by": ("消杀责任", "消杀单位", "谁消杀", "cleaned by", "disinfected by"),
    "times_per_day": ("每日次数", "消杀次数", "每天几次", "times per day", "rounds per day"),
}
TITLES: Mapping[str, str] = {name: words[0] for name, words in HEADINGS.items()}


def _plain(heading: str) -> str:
    without_remark = re.sub(r"[(\uff08].*?[)\uff09]", "", heading.strip("\ufeff \t"))
    return re.sub(r"[\s_*:\uff1a\uff0a]+", "", without_remark).casefold()


_FIELDS = {_plain(word): name for name, words in HEADINGS.items() for word in (name, *words)}


def field_of(heading: str) -> str | None:
    """Return the field that a heading means, or None; case, spaces and (remarks) do not matter."""
    return _FIELDS.get(_plain(heading))
