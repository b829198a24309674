#!/usr/bin/env python3
"""A picture of every screen and page in both languages: python3 scripts/screens.py --out DIR

Starts the product with its demonstration data on a port of its own, and leaves your data alone.
"""

from __future__ import annotations

import sys

import environment

if __name__ == "__main__":
    environment.run_with_browser("camera", sys.argv[1:])
