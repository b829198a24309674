"""Reads a published case list as it is found: rows `date,district,place` of a CSV.

Lists are saved by many hands: UTF-8 with or without a mark, GB18030, gzipped, with either line
ending, quoted or not, with other columns between and in any order. A row that cannot be read is
told and passed over; it never stops the rest, and never swallows the rows below it.

>>> told = []
>>> list(read_rows(["date,district,place", "2022/4/1,浦东,甲", "4月,浦东,乙"], told.append))
[('2022-04-01', '浦东', '甲')]
>>> print(told[0])
line 3, column date: '4月' is no day like 2022-04-01
"""

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from sync.days import is_day

COLUMNS = ("date", "district", "place")
# A published day is written year first: 2022-04-01, 2022/4/1, 2022年4月1日, perhaps with a time.
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ][\d:.Z+]+)?")
_SAMPLE = 400  # lines that settle an encoding
_CELL = 20  # lines that a quoted cell may run over
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


class BadList(ValueError):
    """A list, or a question about it, that cannot be answered at all; the text says why."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was passed over: where, what stood there and why; `column` "" for the whole."""

    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.value!r} {self.reason}"


def open_lines(stream: BinaryIO, told: Callable[[str], None] | None = None) -> Iterator[str]:
    """The text lines of a CSV, gzipped or not, in UTF-8 or GB18030; reads as it goes.

    `told` hears which encoding was found when it is not UTF-8. Bytes that do not belong to the
    encoding come as lone surrogates, so that only their row is lost. Raises BadList for another
    encoding and for a broken archive.
    """
    lines = iter(gzip.GzipFile(fileobj=stream) if _is_zipped(stream) else stream)
    try:
        yield from _decoded(_split(lines), told)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadList(f"the archive is broken: {error}") from error


def _is_zipped(stream: BinaryIO) -> bool:
    """Whether the first bytes are those of an archive; they stay unread, in a pipe as well."""
    if isinstance(stream, io.BufferedReader):
        return stream.peek(2)[:2] == b"\x1f\x8b"
    head = stream.read(2)
    stream.seek(0)
    return head == b"\x1f\x8b"


def _split(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines, also where an old program ends them with a carriage return only."""
    for line in lines:
        yield from line.splitlines(keepends=True)


def _decoded(lines: Iterator[bytes], told: Callable[[str], None] | None) -> Iterator[str]:
    first = next(lines, b"")
    for mark, name in _MARKS.items():
        if first.startswith(mark):
            raise BadList(f"the list is in {name}: save it as UTF-8")
    lines = chain([first.removeprefix(codecs.BOM_UTF8)], lines)
    for line in lines:
        if line.isascii():
            yield line.decode("ascii")
            continue
        sample = [line, *islice(lines, _SAMPLE)]
        encoding = _encoding(sample)
        if told and encoding != "utf-8":
            told(f"read as {encoding.upper()}, not UTF-8")
        for rest in chain(sample, lines):
            yield rest.decode(encoding, "surrogateescape")


def _encoding(sample: Sequence[bytes]) -> str:
    """The encoding in which most of the lines with other than ASCII make sense."""
    marked = [line for line in sample if not line.isascii()]
    for encoding in ("utf-8", "gb18030"):
        if 2 * sum(_makes_sense(line, encoding) for line in marked) > len(marked):
            return encoding
    raise BadList("the list is neither in UTF-8 nor in GB18030: save it as UTF-8")


def _makes_sense(line: bytes, encoding: str) -> bool:
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError:
        return False
    # Nearly any bytes are some GB18030; Chinese names stand in its first and oldest part.
    marks = "".join(char for char in text if not char.isascii())
    return encoding == "utf-8" or 2 * len(marks.encode("gb2312", "ignore")) >= 3 * len(marks)


def read_rows(
    lines: Iterable[str], bad: Callable[[BadRow], None]
) -> Iterator[tuple[str, str, str]]:
    """(day, district, place) of every row; `bad` is told each row that cannot be read.

    Rows without any text are passed over. Raises BadList when a column is missing.
    """
    records = _Records(lines, bad)
    reader = csv.reader(records)
    header = [name.strip().lower() for name in next(_rows(reader, records, bad), [])]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise BadList(
            f"line 1: no column {', '.join(missing)}; the columns are {','.join(COLUMNS)}"
        )
    records.header = header
    days: dict[str, str | None] = {}
    at = [header.index(name) for name in COLUMNS]
    on_at, district_at, place_at = at
    for row in _rows(reader, records, bad):
        if len(row) != len(header) and not _fits(row, header, at):
            if any(cell.strip() for cell in row):
                reason = f"has {len(row)} columns, {len(header)} expected"
                bad(BadRow(records.line, "", ",".join(row), reason))
            continue
        written, district, place = row[on_at], row[district_at].strip(), row[place_at].strip()
        on = days[written] if written in days else days.setdefault(written, read_day(written))
        if on and place and not _is_broken(place) and not _is_broken(district):
            yield on, district, place
        elif any(cell.strip() for cell in row):
            bad(_fault(records.line, row, at, on))


def _rows(
    reader: Iterator[list[str]], records: "_Records", bad: Callable[[BadRow], None]
) -> Iterator[list[str]]:
    """The rows of a reader without those that it refuses: a cell beyond what it takes."""
    while True:
        try:
            yield next(reader)
        except csv.Error as error:
            bad(BadRow(records.line, "", "…", str(error)))
        except StopIteration:
            return


def _fits(row: Sequence[str], header: Sequence[str], at: Sequence[int]) -> bool:
    """Whether a row of another length still has our columns where they belong."""
    return len(row) > max(at) and not any(cell.strip() for cell in row[len(header) :])


def _is_broken(text: str) -> bool:
    """Whether bytes were no text of the encoding."""
    return not text.isascii() and any("\udc80" <= char <= "\udcff" for char in text)


def _fault(line: int, row: Sequence[str], at: Sequence[int], on: str | None) -> BadRow:
    if on is None:
        return BadRow(line, "date", row[at[0]].strip(), "is no day like 2022-04-01")
    for name, index in zip(COLUMNS[1:], at[1:], strict=True):
        if _is_broken(row[index]):
            shown = row[index].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            return BadRow(line, name, shown, "has bytes of another encoding")
    return BadRow(line, "place", row[at[2]].strip(), "names no place")


def read_day(text: str) -> str | None:
    """The day that a list writes in this way, year first, or None.

    >>> read_day("2022/4/1"), read_day("2022年4月1日"), read_day("2022-04-01 00:00:00")
    ('2022-04-01', '2022-04-01', '2022-04-01')
    >>> read_day("1/4/2022"), read_day("2022-02-30")
    (None, None)
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = found.groups()
    read = f"{year}-{int(month):02}-{int(day):02}"
    return read if is_day(read) else None


class _Records:
    """Whole records for the CSV reader, one at a time; `line` is the first line of the newest.

    A quoted cell may run over lines. A quote that is never closed would swallow the rows below:
    where a line of what it swallowed reads as a row of its own, the first line alone is bad.
    """

    def __init__(self, lines: Iterable[str], bad: Callable[[BadRow], None]) -> None:
        self.header: Sequence[str] = ()
        self.line = 0
        self._next = 1
        self._lines = iter(lines)
        self._waiting: list[str] = []
        self._bad = bad

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while True:
            first = self._take()
            self.line = self._next
            if '"' not in first or _is_whole(first):
                self._next += 1
                return first
            record = self._joined(first)
            if record is not None:
                self._next += 1 + record.count("\n", 0, len(record) - 1)
                return record
            self._next += 1
            shown = first.rstrip("\r\n")
            self._bad(BadRow(self.line, "", shown, "opens a quote that is never closed"))

    def _take(self) -> str:
        return self._waiting.pop(0) if self._waiting else next(self._lines)

    def _joined(self, first: str) -> str | None:
        """The record that begins with this line, or None: then the lines taken wait."""
        taken: list[str] = []
        while len(taken) < _CELL:
            line = self._waiting[len(taken)] if len(taken) < len(self._waiting) else ""
            line = line or next(self._lines, "")
            if not line:
                break
            taken.append(line)
            whole = first + "".join(taken)
            if self._is_row(line):
                break
            if _is_whole(whole):
                self._waiting = self._waiting[len(taken) :]
                return whole
        self._waiting = taken + self._waiting[len(taken) :]
        return None

    def _is_row(self, line: str) -> bool:
        """Whether a line reads as a row of its own."""
        try:
            row = next(csv.reader([line]), [])
        except csv.Error:
            return False
        at = self.header.index("date") if self.header else 0
        return len(row) == len(self.header) and read_day(row[at]) is not None


def _is_whole(text: str) -> bool:
    """Whether every quote that is opened in the text is closed in it."""
    reader = csv.reader([text, ""])
    try:
        next(reader, None)
    except csv.Error:
        return True  # too long for a cell: whoever reads it as a row is told so
    return reader.line_num == 1
