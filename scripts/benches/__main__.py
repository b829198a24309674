"""Run the named benches, or all of them, and print one table."""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

import benches
from benches import Figure

OTHERS = {"__init__", "__main__", "bare", "world"}
NAMES = sorted({p.stem for p in Path(__file__).parent.glob("*.py")} - OTHERS)


def table_of(name: str, figures: list[Figure]) -> Table:
    """A table with a row for each figure."""
    table = Table(title=name, title_justify="left")
    for head in ("figure", "value", "aim", ""):
        table.add_column(head, justify="right" if head in ("value", "aim") else "left")
    for each in figures:
        sign = "≤" if each.at_most else "≥"
        aim = "" if each.aim is None else f"{sign} {each.aim:g}"
        table.add_row(
            each.name, f"{each.value:,.3g} {each.unit}", aim, "MISSED" if each.missed else ""
        )
    return table


def main(asked: list[str]) -> int:
    """Measure and print; 1 when an aim was missed. `--large` takes the long profiles too."""
    benches.LARGE = "--large" in asked
    wanted = [name for name in asked if name != "--large"]
    if unknown := set(wanted) - set(NAMES):
        sys.exit(f"There is no bench {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}")
    missed = False
    for name in wanted or NAMES:
        with tempfile.TemporaryDirectory() as folder:
            figures = list(import_module(f"benches.{name}").measure(Path(folder)))
        Console().print(table_of(name, figures))
        missed |= any(each.missed for each in figures)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
