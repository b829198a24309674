"""Replaying a published case list: 165,000 rows, thirteen days, through the command."""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from benches import Figure
from server.judging.cli import policy
from sync.days import day_plus

ROWS, PLACES, LAST = 165_000, 35_000, 73
DAYS = [day_plus("2022-04-01", 5 * number) for number in range(13)]


def measure(work: Path) -> Iterator[Figure]:
    """The time of one replay of a gzipped list as large as Shanghai's of 2022."""
    file = work / "cases.csv.gz"
    chance = random.Random(20220411)  # noqa: S311 (a list to read, not a secret)
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.write("date,district,place\n")
        for _ in range(ROWS):
            day = day_plus("2022-03-18", chance.randrange(LAST))
            lines.write(f"{day},浦东新区,某路{chance.randrange(PLACES)}弄\n")
    asked = ["replay", "--policy", "shanghai-2022", "--cases", str(file), "--as-of", ",".join(DAYS)]
    begun = time.perf_counter()
    answer = CliRunner().invoke(policy, asked)
    took = time.perf_counter() - begun
    assert answer.exit_code == 0, answer.output
    assert len(answer.stdout.splitlines()) == 1 + len(DAYS)
    yield Figure("replay of 165,000 rows and 13 days", took, "s", 10)
