"""PDF on A4 for people who sign and file paper: the head on every page, as-of, page x/y.

A long table is set piece by piece, so that it tells how far it is, can be stopped, and needs the
memory of one piece. 30,000 rows of ten columns are 770 pages and 3.8 MB; they take 48 s of a core
that is busy with nothing else, and 260 MB. What is longer comes in parts.

The tags that screen readers go by are one tree over the whole paper, so a tagged one is set at
once. Above what the server has anyway that takes 170 MB for 1,000 rows of ten columns, 450 MB for
3,000, and 3.9 GB for 30,000, in a file of 72 MB: ``TAGGED_ROWS`` is what a small server can spare.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from server.json import Json
from server.reports.binding import Binding
from server.reports.glyphs import drawn, lacking, within
from server.reports.table import Lang, Row, Step, Table, plain
from server.reports.typeset import set_paper, set_piece
from server.reports.xlsx_file import LANDSCAPE_FROM

CONTENT_TYPE = "application/pdf"
PAPER = Path(__file__).parent / "paper.typ"
NUMBERS = Path(__file__).parent / "numbers.typ"
MOST_ROWS = 30_000
TAGGED_ROWS = 1_000
PIECE = 500
ON_LAST_PAGE = "on-last-page"
# What a row of cells has of a sheet on its side or upright, and what a cell keeps free of it.
WIDE_MM, UPRIGHT_MM, INSET_MM = 273, 186, 2.5
LACKING: dict[Lang, str] = {
    "zh": "这份纸的字库里没有 {} 个字,写的是编码,如 {};原字在 Excel 和 CSV 里。",
    "en": "{} characters are not in the font of this paper and stand as codes, such as {}; "
    "Excel and CSV have them as typed.",
}
EMPTY: dict[Lang, str] = {"zh": "这些天没有记录。", "en": "No records on these days."}


def write_pdf(table: Table) -> bytes:
    """Return the table as PDF."""
    return b"".join(step for step in steps_pdf(table) if isinstance(step, bytes))


def steps_pdf(table: Table) -> Iterator[Step]:
    """Yield how many rows are set, now and then, and at the end the file."""
    rows = iter(table.rows)
    first = list(islice(rows, TAGGED_ROWS + 1))
    if len(first) <= TAGGED_ROWS:
        said = to_json(table, first, lacks=lacking(texts_of(table, first)))
        yield set_paper(PAPER, table=said)
        yield len(first)
    else:
        yield from _bound(table, first, rows)


def _bound(table: Table, waiting: list[Row], rows: Iterator[Row]) -> Iterator[Step]:
    binding, done, ends = Binding(table.title), 0, False
    lacks: frozenset[str] = frozenset()
    while not ends:
        waiting += islice(rows, max(0, PIECE + 1 - len(waiting)))
        now, waiting = waiting[:PIECE], waiting[PIECE:]
        ends = not waiting
        lacks |= lacking(texts_of(table, now))
        said = to_json(table, now, begins=done == 0, ends=ends, lacks=lacks)
        piece = set_piece(PAPER, ON_LAST_PAGE, table=said)
        # The next piece begins with the rows of a page that is not full.
        again = 0 if ends or piece.told == len(now) else int(piece.told)
        waiting = now[len(now) - again :] + waiting
        binding.add(piece.pdf, but_last=again > 0)
        done += len(now) - again
        yield done
    said = to_json(table, []) | {"pages": binding.pages}
    binding.lay_over(set_paper(NUMBERS, tagged=False, table=said))
    yield binding.close()


def texts_of(table: Table, rows: Sequence[Row]) -> Iterator[str]:
    """Yield whatever stands on the paper of these rows."""
    yield from (table.title, table.foot, *table.signatures)
    yield from chain.from_iterable((*table.facts, *rows))


def to_json(
    table: Table,
    rows: Sequence[Row],
    *,
    begins: bool = True,
    ends: bool = True,
    lacks: Collection[str] = (),
) -> dict[str, Json]:
    """Return what the template asks for; of a long table a piece that begins or ends it.

    ``lacks`` are the characters of the whole table that stand as codes; its end tells of them.
    """
    wide = table.width > LANDSCAPE_FROM
    unit = (WIDE_MM if wide else UPRIGHT_MM) / table.width
    room = [column.width * unit - INSET_MM for column in table.columns]
    return {
        "title": table.title,
        "facts": [[plain(one) for one in fact] for fact in table.facts],
        "heads": table.heads,
        "widths": [column.width for column in table.columns],
        "figures": [column.figure for column in table.columns],
        "rows": [
            [within(drawn(plain(cell)), mm) for cell, mm in zip(row, room, strict=True)]
            for row in rows
        ],
        "foot": table.foot,
        "signatures": list(table.signatures),
        "lacking": LACKING[table.lang].format(len(lacks), drawn(min(lacks))) if lacks else "",
        "wide": wide,
        "lang": table.lang,
        "empty": EMPTY[table.lang],
        "begins": begins,
        "ends": ends,
    }
