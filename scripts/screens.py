#!/usr/bin/env python3
"""A picture of every screen and page in both languages: python3 scripts/screens.py --out DIR

Starts the product with its demonstration data on a port of its own, and leaves your data alone.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import environment
from environment import PYTHON, ROOT, SetupFailed, Steps


def main() -> None:
    """Set up like the tests do, then take the pictures."""
    environment.require_python()
    steps = Steps(total=4)
    try:
        environment.python_environment(steps, "test")
        environment.client(steps)
        browser = environment.chromium(steps)
    except SetupFailed as failure:
        sys.exit(f"\n{failure}")
    folders = os.pathsep.join((str(ROOT), str(Path(__file__).parent)))
    env = {**os.environ, "PYTHONPATH": folders, "SIX_CHROMIUM": str(browser)}
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "-m", "camera", *sys.argv[1:]], env)


if __name__ == "__main__":
    main()
