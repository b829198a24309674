#!/usr/bin/env python3
"""Every test, from nothing: python3 scripts/test.py [pytest options]

Sets up like run.py, finds or fetches a browser, then runs format, lint and types, the client's
tests, and pytest (which drives a real browser and a real PostgreSQL). Nothing is skipped: what is
missing is installed, or the run fails with the command that installs it.
"""

from __future__ import annotations

import os
import subprocess
import sys

import environment
from environment import PWA, PYTHON, ROOT, SetupFailed, Steps


def run(title: str, command: list[str], env: dict[str, str]) -> None:
    """Run one part of the tests, its output shown; stop at the first that fails."""
    print(f"\n== {title}: {' '.join(command)}", flush=True)
    code = subprocess.run(command, cwd=PWA if command[0] == "npm" else ROOT, env=env).returncode
    if code:
        sys.exit(f"{title} failed (exit {code}).")


def main(options: list[str]) -> None:
    """Set up, then check, vitest and pytest in that order."""
    environment.require_python()
    steps = Steps(total=4)
    try:
        environment.python_environment(steps, "test")
        environment.client(steps)
        browser = environment.chromium(steps)
        env = environment.node_environment()
    except SetupFailed as failure:
        sys.exit(f"\n{failure}")
    env["SIX_CHROMIUM"] = str(browser)
    run("Checks", [str(PYTHON), "scripts/check.py"], env)
    run("Client tests", ["npm", "test", "--silent"], env)
    # A file stays with one worker, and the slow stories of the browser come first.
    whole = ["-n", str(os.cpu_count() or 2), "--dist", "loadfile", "--no-loadscope-reorder"]
    chosen = options or whole
    run("Tests", [str(PYTHON), "-m", "pytest", *chosen], env)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
