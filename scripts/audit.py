#!/usr/bin/env python3
"""What Lighthouse says of phone and desk: python3 scripts/audit.py [--out DIR]

Starts the product with its demonstration data on a port of its own, signs in with a real browser,
and fails where performance is below 95, or accessibility or best practices below 100.
"""

from __future__ import annotations

import sys

import environment

if __name__ == "__main__":
    environment.run_with_browser("auditor", sys.argv[1:])
