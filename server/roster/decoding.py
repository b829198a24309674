"""Which encoding a text file has: measured from its bytes, reported, and refused when unclear.

Offices save rosters as UTF-8, as UTF-8 with a mark, or as what Excel calls “ANSI” in China, which
is GB18030 or its part GBK. A wrong guess turns names into other names without an error, so no
reading is taken unless it is the only one that makes sense.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.roster.faults import Unreadable

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")
MARKS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"\x00\x00\xfe\xff", "UTF-32"))
UTF8_MARK = b"\xef\xbb\xbf"
# Words and names of ordinary lists are nearly all in GB 2312 (6,763 characters); text of another
# encoding read as GB18030 lands mostly among its other 20,000.
USUAL_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and the encoding that it was read with."""

    text: str
    encoding: str


def decode(data: bytes, stated: str | None = None) -> Decoded:
    """Return the text of `data`; raises Unreadable unless exactly one reading makes sense.

    `stated` is the encoding that a person named; it is then used or refused, never replaced.
    """
    if not data.strip(b"\x00 \t\r\n" + UTF8_MARK):
        raise Unreadable("empty_file")
    for mark, name in MARKS:
        if data.startswith(mark):
            raise Unreadable("encoding_unsupported", encoding=name)
    if b"\x00" in data:
        raise Unreadable("binary")
    if stated is not None:
        return Decoded(_read_as(data, stated.lower()), stated.lower())
    if data.startswith(UTF8_MARK):
        return Decoded(_read_as(data, "utf-8-sig"), "utf-8-sig")
    return _measure(data)


def _read_as(data: bytes, encoding: str) -> str:
    if encoding not in ENCODINGS:
        raise Unreadable("encoding_unsupported", encoding=encoding)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise Unreadable(
            "encoding_broken", encoding=encoding, line=line, byte=wrong.start + 1
        ) from wrong


def _measure(data: bytes) -> Decoded:
    utf8, gb18030 = _try(data, "utf-8"), _try(data, "gb18030")
    if utf8 is not None and (utf8.isascii() or _has_ideographs(utf8) or not _is_usual(gb18030)):
        return Decoded(utf8, "utf-8")
    if utf8 is not None:
        raise Unreadable("encoding_ambiguous")
    if gb18030 is not None and _is_usual(gb18030):
        return Decoded(gb18030, "gb18030")
    line = data.count(b"\n", 0, _first_fault(data)) + 1
    raise Unreadable("encoding_unknown", line=line)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _first_fault(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return wrong.start
    return 0


def _has_ideographs(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)


def _is_usual(text: str | None) -> bool:
    """Tell whether what is not ASCII in `text` is what a Chinese list usually holds."""
    if text is None:
        return False
    marks = [char for char in text if not char.isascii()]
    usual = len("".join(marks).encode("gb2312", "ignore")) // 2
    return bool(marks) and usual >= USUAL_SHARE * len(marks)
