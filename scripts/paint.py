#!/usr/bin/env python3
"""How fast the board of a large community is painted: python3 scripts/paint.py

Makes a community of 4,746 doors in 20 buildings, slows a real browser down to a quarter, opens the
board several times, and fails where the median from its answer to its paint is above 400 ms.
"""

from __future__ import annotations

import sys

import environment

if __name__ == "__main__":
    environment.run_with_browser("painter", sys.argv[1:])
