"""Which characters our one font can draw, and what stands on paper for the others.

A font draws the same empty box for every character that it lacks, and whoever reads the text of the
PDF finds nothing at all. A name must not vanish: what cannot be drawn stands as its code.
"""

import re
import struct
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pylopdf_fonts_zh_cn import sans_path

from server.reports.table import plain

GROUPS = 12
"""The format of a table that says which characters a font has, as runs of them."""
LETTER_MM, CAPITAL_MM = 1.6, 2.0
MAY_BREAK = "\0"
# Lines end between Chinese characters, at blanks and after these marks by themselves.
UNBROKEN = re.compile(r"[!-,.0-~\u00a1-\u024f]{5,}")


def drawn(value: Any) -> Any:
    """Return the value with a code for each character that the font lacks, in all of its texts.

    >>> drawn({"name": ["张𠀀", "1\u200b栋"]})
    {'name': ['张[U+20000]', '1栋']}
    """
    if isinstance(value, str):
        return value if value.isascii() else _drawn(value)
    if isinstance(value, Mapping):
        return {name: drawn(each) for name, each in value.items()}
    return [drawn(each) for each in value] if isinstance(value, list | tuple) else value


def lacking(texts: Iterable[str]) -> frozenset[str]:
    """Return the characters of these texts that are written as codes.

    >>> lacking(["张三", "𠀀\u200b𠀀"])
    frozenset({'𠀀'})
    """
    found = set().union(*(set(plain(text)) for text in texts if not text.isascii()))
    return frozenset(one for one in found - _covered() if _shows(one))


def within(text: str, mm: float) -> str | list[str]:
    """Return the text, in pieces where a word of it would run over what stands beside its column.

    A line may end between two pieces. No sign that allows it is put between them: whoever reads
    the text of the PDF would find it there.

    >>> within("abcdef 2020-03-10", 17), within("一 abcdef", 4)
    ('abcdef 2020-03-10', ['一 a', 'b', 'c', 'd', 'e', 'f'])
    """
    parts = UNBROKEN.sub(lambda word: _breaking(word[0], mm), text).split(MAY_BREAK)
    return parts if len(parts) > 1 else text


def _breaking(word: str, mm: float) -> str:
    capitals = sum(letter.isupper() for letter in word)
    wide = capitals * CAPITAL_MM + (len(word) - capitals) * LETTER_MM
    return word if wide <= mm else MAY_BREAK.join(word)


def _drawn(text: str) -> str:
    beyond = set(text) - _covered()
    if not beyond:
        return text
    codes = {ord(one): f"[U+{ord(one):04X}]" if _shows(one) else "" for one in beyond}
    return text.translate(codes)


def _shows(one: str) -> bool:
    """Say whether a character has a shape; joiners, marks of direction and selectors have none."""
    return unicodedata.category(one) != "Cf" and "VARIATION SELECTOR" not in unicodedata.name(
        one, ""
    )


@cache
def _covered() -> frozenset[str]:
    """Return the characters that the font draws, with the blanks that need no shape."""
    return frozenset(_mapped(sans_path().read_bytes())) | frozenset("\t\n")


def _mapped(font: bytes) -> Iterable[str]:
    (tables,) = struct.unpack_from(">H", font, 4)
    named = (struct.unpack_from(">4sIII", font, 12 + 16 * at) for at in range(tables))
    cmap = next(offset for tag, _, offset, _ in named if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, cmap + 2)
    for at in range(subtables):
        (offset,) = struct.unpack_from(">I", font, cmap + 8 + 8 * at)
        (format,) = struct.unpack_from(">H", font, cmap + offset)
        if format == GROUPS:
            (groups,) = struct.unpack_from(">I", font, cmap + offset + 12)
            for group in range(groups):
                where = cmap + offset + 16 + 12 * group
                first, last, _ = struct.unpack_from(">III", font, where)
                yield from map(chr, range(first, last + 1))
