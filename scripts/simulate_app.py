"""Run the simulator over the whole application: HTTP, sign-in and the tables of one engine."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from rich.progress import Progress

from sync.invariants import look
from sync.stage import Violation
from tests.server.databases import ENGINES
from tests.server.http_simulation import HttpSimulation, staged


def main() -> int:
    """Run as many seeds as asked for; 1 when an invariant did not hold."""
    ask = argparse.ArgumentParser(prog="faults.py simulate", description=__doc__)
    ask.add_argument("--runs", type=int, default=200, help="how many seeds (200)")
    ask.add_argument("--steps", type=int, default=60, help="events of a run (60)")
    ask.add_argument("--seed", type=int, default=0, help="the first seed (0)")
    ask.add_argument("--engine", choices=ENGINES, default="sqlite")
    asked = ask.parse_args()
    begun, exchanges, violations = time.monotonic(), 0, list[str]()
    seeds = range(asked.seed, asked.seed + asked.runs)
    with (
        tempfile.TemporaryDirectory() as folder,
        staged(asked.engine, Path(folder)) as stage,
        Progress() as bar,
    ):
        for seed in bar.track(seeds, description="runs"):
            try:
                exchanges += HttpSimulation(seed, stage).run(asked.steps, look).exchanges
            except Violation as found:
                violations.append(str(found))
    spent = time.monotonic() - begun
    print(f"{asked.runs} runs of {asked.steps} steps, {exchanges} exchanges, {spent:.0f} s")
    print("\n\n".join(violations) or f"no invariant was broken on {asked.engine}")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
