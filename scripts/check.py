#!/usr/bin/env python3
"""Format, lint and types of everything: python3 scripts/check.py [--fix]"""

from __future__ import annotations

import subprocess
import sys
import time

import environment
from environment import BIN, PWA, ROOT, SetupFailed, Steps

PYTHON_FILES = ["server", "sync", "tests", "scripts"]


def checks(fix: bool) -> list[tuple[str, list[str]]]:
    """Each check with its command."""
    ruff = str(BIN / "ruff")
    formatting = ["format", "-q"] if fix else ["format", "-q", "--diff"]
    return [
        ("format", [ruff, *formatting, *PYTHON_FILES]),
        ("lint", [ruff, "check", "-q", *(["--fix"] if fix else []), *PYTHON_FILES]),
        ("types", [str(BIN / "mypy")]),
        ("client types", ["npm", "run", "--silent", "typecheck"]),
    ]


def main(fix: bool) -> int:
    """Run all checks, the two type checkers side by side; 1 if any found something."""
    try:
        steps = Steps(total=2)
        environment.python_environment(steps, "test")
        environment.client_packages(steps)
        env = environment.node_environment()
    except SetupFailed as failure:
        sys.exit(f"\n{failure}")
    begun = time.monotonic()
    running = [
        (name, subprocess.Popen(words, cwd=PWA if words[0] == "npm" else ROOT, env=env))
        for name, words in checks(fix)
    ]
    failed = [name for name, process in running if process.wait()]
    print(f"checks took {time.monotonic() - begun:.0f} s")
    for name in failed:
        print(f"{name}: needs work (python3 scripts/check.py --fix mends format and simple lint)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main("--fix" in sys.argv[1:]))
