"""PDF on A4 for people who sign and file paper: the head on every page, as-of, page x/y."""

from itertools import islice
from pathlib import Path

from server import problems
from server.json import Json
from server.reports.table import Lang, Table
from server.reports.typeset import set_paper
from server.reports.xlsx_file import LANDSCAPE_FROM

CONTENT_TYPE = "application/pdf"
PAPER = Path(__file__).parent / "paper.typ"
MOST_ROWS = 3_000  # about a hundred pages
EMPTY: dict[Lang, str] = {"zh": "这些天没有记录。", "en": "No records on these days."}


def write_pdf(table: Table, count: int | None = None) -> bytes:
    """Return the table as PDF; raises TooLongForPaper, before reading where ``count`` says so."""
    rows = [] if count and count > MOST_ROWS else list(islice(table.rows, MOST_ROWS + 1))
    if (count or len(rows)) > MOST_ROWS:
        raise problems.TooLongForPaper(rows=count, most=MOST_ROWS)
    return set_paper(PAPER, table=to_json(table, [list(row) for row in rows]))


def to_json(table: Table, rows: list[list[str]]) -> dict[str, Json]:
    """Return what the template asks for."""
    return {
        "title": table.title,
        "facts": [list(fact) for fact in table.facts],
        "heads": table.heads,
        "widths": [column.width for column in table.columns],
        "figures": [column.figure for column in table.columns],
        "rows": rows,
        "foot": table.foot,
        "signatures": list(table.signatures),
        "wide": table.width > LANDSCAPE_FROM,
        "lang": table.lang,
        "empty": EMPTY[table.lang],
    }
