"""What is wrong with a file or one of its cells: one code each, in both languages, said once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SHOWN_CHARS = 60

FILE_WORDS: Mapping[str, tuple[str, str]] = {
    "empty_file": ("文件是空的", "the file is empty"),
    "too_big": (
        "文件太大({size} 字节),最多 {limit} 字节",
        "{size} bytes; at most {limit} are read",
    ),
    "too_many_rows": (
        "超过 {limit} 行,请按小区分开",
        "more than {limit} rows; split it by compound",
    ),
    "too_many_columns": ("超过 {limit} 列", "more than {limit} columns"),
    "binary": ("这不是文本或 XLSX 文件", "neither text nor an XLSX workbook"),
    "old_excel": (
        "这是旧的 XLS 格式,或者有密码,请另存为没有密码的 XLSX 或 CSV",
        "the old XLS format, or a password: save it as XLSX or CSV without a password",
    ),
    "encoding_unsupported": (
        "编码是 {encoding},请另存为 UTF-8 或 GB18030",
        "the text is {encoding}; save it as UTF-8 or GB18030",
    ),
    "encoding_broken": (
        "按 {encoding} 读,第 {line} 行第 {byte} 字节坏了",
        "not valid {encoding}: byte {byte}, in line {line}",
    ),
    "encoding_unknown": (
        "看不出编码:UTF-8 在第 {line} 行读不下去,按 GB18030 读又不像中文",
        "unknown encoding: UTF-8 breaks in line {line}, and as GB18030 it does not read as Chinese",
    ),
    "encoding_ambiguous": (
        "UTF-8 和 GB18030 都读得通,请写明是哪一种",
        "it reads both as UTF-8 and as GB18030; say which one it is",
    ),
    "csv_broken": (
        "第 {line} 行的引号没有配对",
        "line {line}: a quoted cell is not closed properly",
    ),
    "xlsx_broken": ("XLSX 文件坏了:{detail}", "the workbook cannot be read: {detail}"),
    "xlsx_bomb": (
        "XLSX 解开有 {size} 字节,最多 {limit} 字节",
        "the workbook unpacks to {size} bytes; at most {limit} are read",
    ),
    "xlsx_locked": ("XLSX 有密码,请去掉密码再导入", "the workbook has a password; remove it first"),
    "no_headings": (
        "前 {limit} 行里没有认得的表头,例如:{known}",
        "no known headings in the first {limit} lines; known are for example: {known}",
    ),
    "missing_column": ("缺少列:{column}", "a column is missing: {column}"),
}

CELL_WORDS: Mapping[str, tuple[str, str]] = {
    "unknown_column": (
        "不认得这一列。改表头,或者写明不要它",
        "this column is not known: rename it, or say that it may be ignored",
    ),
    "repeated_column": ("这一列和「{other}」是同一项", "this column means the same as “{other}”"),
    "missing": ("没有填", "it is empty"),
    "too_long": ("超过 {limit} 个字", "longer than {limit} characters"),
    "control_character": ("有看不见的控制字符", "it holds an invisible control character"),
    "formula": ("这是公式,请复制后“粘贴为数值”", "a formula; copy it and paste the value instead"),
    "error_value": ("这是 Excel 的错误值", "a spreadsheet error value"),
    "date_cell": (
        "Excel 把它变成了日期,请把单元格设为“文本”再填",
        "the spreadsheet turned it into a date; format the cell as text and type it again",
    ),
    "not_a_number": ("应该是整数", "it must be a whole number"),
    "out_of_range": ("应该在 {low} 到 {high} 之间", "it must lie between {low} and {high}"),
    "not_a_choice": ("只能填:{choices}", "it must be one of: {choices}"),
    "phone_form": ("不像电话号码", "it does not look like a telephone number"),
    "label_form": (
        "只能用字母、数字、汉字和短横线",
        "only letters, digits, Chinese characters and hyphens",
    ),
    "floor_unknown": (
        "从门牌 {door} 看不出楼层,请填楼层",
        "the floor cannot be read from door {door}; fill in the floor",
    ),
    "door_or_area": (
        "一行要么是一户(门牌),要么是一个点位(点位类型)",
        "a row is either a household (door) or an area (area kind)",
    ),
    "duplicate_door": ("和第 {other} 行是同一户", "the same door as in line {other}"),
    "duplicate_area": ("和第 {other} 行是同一个点位", "the same area as in line {other}"),
    "same_place": (
        "和第 {other} 行写法不同,但会成为同一处",
        "becomes the same place as line {other}",
    ),
    "too_many_cells": ("这一行的格子比表头多", "the row has more cells than there are headings"),
    "duplicate_code": ("和第 {other} 行是同一个代码", "the same code as in line {other}"),
    "code_form": ("代码应该是 {digits} 位数字", "a code has {digits} digits"),
    "unknown_parent": ("没有上级 {parent}", "there is no parent {parent}"),
}


class Unreadable(Exception):
    """The whole file is refused: nothing of it was used; says why, in both languages."""

    def __init__(self, code: str, **details: object) -> None:
        zh, en = FILE_WORDS[code]
        self.code = code
        self.zh = zh.format(**details)
        self.en = en.format(**details)
        super().__init__(self.en)

    def reason(self) -> dict[str, str]:
        """Return the reason in both languages."""
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class CellFault:
    """One bad cell: where it stands, what it holds (at most 60 characters) and why it is bad."""

    line: int
    column: str
    value: str
    code: str
    details: Mapping[str, object] = field(default_factory=dict)
    sheet: str | None = None

    def reason(self) -> dict[str, str]:
        """Return the reason in both languages."""
        zh, en = CELL_WORDS[self.code]
        return {"zh": zh.format(**self.details), "en": en.format(**self.details)}

    def to_json(self) -> dict[str, object]:
        """Return the fault as the API and the desk show it."""
        return {
            "sheet": self.sheet,
            "line": self.line,
            "column": self.column,
            "value": self.value[:SHOWN_CHARS],
            "code": self.code,
            "reason": self.reason(),
        }
