"""A table too long for one paper, in parts that each fit."""

from dataclasses import replace
from itertools import islice

from server import problems
from server.reports.making import Made
from server.reports.question import LABELS
from server.reports.table import Fact


def fit_paper(made: Made, part: int | None, most: int) -> Made:
    """Return what fits on one paper: the whole, or the part of it that is asked for.

    Raises TooLongForPaper, with the number of rows, where no part is asked for and one is needed,
    and NotFound beyond the last part.
    """
    table = made.table
    rows, count = table.rows, made.rows
    if count is None:
        # Nobody counted them: read, they are.
        rows = list(rows)
        count = len(rows)
    if count <= most and part in (None, 1):
        return Made(replace(table, rows=rows), count)
    if part is None:
        raise problems.TooLongForPaper(rows=count, most=most)
    first, last = (part - 1) * most, min(part * most, count)
    if first >= count:
        raise problems.NotFound
    parts = -(-count // most)
    which = Fact(LABELS["part"][table.lang], f"{part} / {parts} ({first + 1}–{last})")
    return Made(
        replace(
            table,
            name=f"{table.name}-{part}",
            facts=[*table.facts, which],
            foot=f"{which.label} {part} / {parts}  {table.foot}",
            rows=islice(rows, first, last),
        ),
        last - first,
    )
