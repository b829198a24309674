#!/usr/bin/env python3
"""Measure what we promise, as ratios within one run: python3 scripts/bench.py [NAME…] [--large]

Figures from different machines, or from different runs on a busy one, do not compare; ratios
within one run do. Each line names its aim. Exit code 1 when an aim is missed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import environment
from environment import PYTHON, ROOT, SetupFailed, Steps


def main() -> None:
    """Prepare the environment, then measure in it."""
    try:
        environment.python_environment(Steps(total=1), "test")
    except SetupFailed as failure:
        sys.exit(f"\n{failure}")
    env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}"}
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "-m", "benches", *sys.argv[1:]], env)


if __name__ == "__main__":
    main()
