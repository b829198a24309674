"""Kill the server at random points while phones push; say what that came to."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from rich.progress import Progress

from tests.kills import Broken, Killing


def main() -> int:
    """Kill as often as was asked; 1 when something promised did not hold."""
    ask = argparse.ArgumentParser(prog="faults.py kill", description=__doc__)
    ask.add_argument("--points", type=int, default=100, help="how often the server is killed (100)")
    ask.add_argument("--seed", type=int, default=None, help="which run (another one each time)")
    asked = ask.parse_args()
    seed = time.time_ns() % 10**6 if asked.seed is None else asked.seed
    print(f"seed {seed}", flush=True)
    try:
        with tempfile.TemporaryDirectory() as folder, Progress() as bar:
            task = bar.add_task("kills", total=asked.points)
            killing = Killing(Path(folder), seed)
            told = killing.run(asked.points, lambda done: bar.update(task, completed=done))
    except Broken as broken:
        print(f"BROKEN, seed {seed}: {broken}")
        return 1
    print(
        f"{told.points} kills in {told.seconds:.0f} s while {len(killing.pushers)} phones pushed "
        f"{told.records} records\n{told.receipts} receipts; {told.cut} exchanges cut off, "
        f"{told.unheard} of them after the commit\n"
        "no receipted record is missing, no batch is there in part, all phones hold the same"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
