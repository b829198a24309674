"""A table on its way out: what every writer gets, already worded and masked.

Every cell is text, and nothing is ever a formula to the program that opens the file. What stands
under a head of figures or of days is a number or a date where a workbook holds such; whatever else
people typed, such as a door or a phone, stays the text that it was.

>>> Table("x", "门牌", [("截至", "3月10日")], [Column("门牌", 8)], [["101"]], "zh").width
8
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

Lang: TypeAlias = Literal["zh", "en"]
Row: TypeAlias = Sequence[str]
Step: TypeAlias = int | bytes
"""A file on its way: how many rows are in it by now, or the next of its bytes."""
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
UNWRITABLE = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


def plain(text: str) -> str:
    """Return the text as every file can hold it, so that each format says the same.

    Lines end alike; what would turn the rest of its row around is left out; controls and halves of
    characters, which some readers refuse and others hide, stand as \ufffd.

    >>> plain("好\\r\\n\\u202eabc\\x1b\\ud83d")
    '好\\nabc\ufffd\ufffd'
    """
    if text.isprintable():
        return text
    return UNWRITABLE.sub("\ufffd", TURNS.sub("", LINE_ENDS.sub("\n", text)))


class Column(NamedTuple):
    """A column: its head and its width in half-width characters.

    A ``figure`` stands at the right, so that ones stand below ones, and adds up in a workbook;
    a ``day`` is filtered there by month.
    """

    head: str
    width: int
    figure: bool = False
    day: bool = False


class Fact(NamedTuple):
    """A line above the table: the place, the days, as-of, what is masked."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``rows`` may be read once only, so that a long one is never held whole.

    ``name`` is ASCII for file names. ``foot`` stands on every page of paper: as of when, and what
    is masked. ``signatures`` are lines that people sign.
    """

    name: str
    title: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    rows: Iterable[Row]
    lang: Lang
    foot: str = ""
    signatures: Sequence[str] = ()

    @property
    def heads(self) -> list[str]:
        """The heads in their order."""
        return [column.head for column in self.columns]

    @property
    def width(self) -> int:
        """The width of all columns in half-width characters."""
        return sum(column.width for column in self.columns)
