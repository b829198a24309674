#!/usr/bin/env python3
"""Look for a seed that breaks the exchange: python3 scripts/simulate.py --runs 20000 --steps 80

Runs on all processors with a progress bar, standard library only. A failing seed is printed with
what led to it; `--seed N --runs 1` shows it again. Exit code 1 when one was found.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sync.invariants import look
from sync.simulate import Simulation
from sync.stage import Violation

SHARE = 100


def share(first: int, runs: int, steps: int) -> tuple[int, int, str]:
    """Run seeds from `first`; return how many ran, how many exchanges, and the first violation."""
    exchanges = 0
    for seed in range(first, first + runs):
        try:
            exchanges += Simulation(seed).run(steps, look).exchanges
        except Violation as found:
            return seed - first + 1, exchanges, str(found)
    return runs, exchanges, ""


def shares(first: int, runs: int) -> Iterator[tuple[int, int]]:
    """Split the seeds into pieces of work."""
    for start in range(first, first + runs, SHARE):
        yield start, min(SHARE, first + runs - start)


def bar(done: int, runs: int, begun: float) -> str:
    """One line: how far, how fast, how long still."""
    width = max(10, min(40, shutil.get_terminal_size().columns - 50))
    filled = width * done // runs
    spent = time.monotonic() - begun
    left = spent * (runs - done) / max(1, done)
    return (
        f"\r[{'#' * filled}{'.' * (width - filled)}] {done}/{runs} runs, "
        f"{done / max(spent, 0.001):.0f}/s, {left:.0f} s left "
    )


def main() -> int:
    """Run what was asked for; 1 when an invariant did not hold."""
    ask = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ask.add_argument("--runs", type=int, default=3000, help="how many seeds (3000)")
    ask.add_argument("--steps", type=int, default=60, help="events of a run (60)")
    ask.add_argument("--seed", type=int, default=0, help="the first seed (0)")
    ask.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once")
    asked = ask.parse_args()
    begun, done, exchanges, violations = time.monotonic(), 0, 0, list[str]()
    with ProcessPoolExecutor(asked.jobs) as pool:
        pieces = [
            pool.submit(share, first, runs, asked.steps)
            for first, runs in shares(asked.seed, asked.runs)
        ]
        for piece in as_completed(pieces):
            ran, more, violation = piece.result()
            done, exchanges = done + ran, exchanges + more
            violations += [violation] if violation else []
            if sys.stderr.isatty():
                print(bar(done, asked.runs, begun), end="", file=sys.stderr, flush=True)
    spent = time.monotonic() - begun
    print(f"\n{done} runs of {asked.steps} steps, {exchanges} exchanges, {spent:.0f} s")
    for violation in violations:
        print(f"\n{violation}")
    print("no invariant was broken" if not violations else f"{len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
