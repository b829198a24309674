#!/usr/bin/env python3
"""Do to the product what may happen to it: python3 scripts/faults.py kill --points 1000

kill: SIGKILL of the server at random points while phones push over HTTP. No receipted record may
be missing and no batch be there in part, and the phones must converge. The seed is printed;
`--seed N` chooses it.

simulate: the simulator over the whole application: `simulate --runs 200 --engine postgresql`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import environment
from environment import PYTHON, ROOT, SetupFailed, Steps

FAULTS = {"kill": "kill_server", "simulate": "simulate_app"}


def main() -> None:
    """Prepare the environment, then do it there."""
    if not set(sys.argv[1:2]) <= FAULTS.keys() or not sys.argv[1:]:
        sys.exit(__doc__)
    try:
        environment.python_environment(Steps(total=1), "test")
    except SetupFailed as failure:
        sys.exit(f"\n{failure}")
    env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}"}
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "-m", FAULTS[sys.argv[1]], *sys.argv[2:]], env)


if __name__ == "__main__":
    main()
