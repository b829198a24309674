"""CSV that spreadsheets in China open as it is meant: UTF-8 with a mark, and never a formula."""

import csv
import io
from collections.abc import Iterator

from server.reports.table import Row, Step, Table, plain

CONTENT_TYPE = "text/csv; charset=utf-8"
MARK = "\ufeff"
ROWS_AT_ONCE = 50
# What a spreadsheet may take for the beginning of a formula, full-width forms included.
DANGEROUS = tuple("=+-@\t\n＝＋－＠")


def safe(cell: str) -> str:
    """Return the cell with a ' in front where a spreadsheet would calculate it.

    >>> safe("=1+1"), safe(" @SUM(A1)"), safe("-"), safe("3栋")
    ("'=1+1", "' @SUM(A1)", "'-", '3栋')
    """
    text = plain(cell)
    risky = text.startswith(DANGEROUS) or text.lstrip(" \u00a0\u3000").startswith(DANGEROUS)
    return f"'{text}" if risky else text


def write_csv(table: Table) -> Iterator[bytes]:
    """Yield the file piece by piece: the heads, then the rows as they are read."""
    return (step for step in steps_csv(table) if isinstance(step, bytes))


def steps_csv(table: Table) -> Iterator[Step]:
    """Yield the file piece by piece, and after each how many rows are in it."""
    yield (MARK + _lines([table.heads])).encode()
    block: list[Row] = []
    number = 0
    for number, row in enumerate(table.rows, start=1):
        block.append(row)
        if len(block) == ROWS_AT_ONCE:
            yield _lines(block).encode()
            yield number
            block = []
    if block:
        yield _lines(block).encode()
        yield number


def _lines(rows: list[Row]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue()
