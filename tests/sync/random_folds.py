"""Histories drawn at random and what they fold to, for the phone's fold to be compared with.

python -m tests.sync.random_folds SEED COUNT
"""

from __future__ import annotations

import json
import sys
from random import Random
from typing import Any

from sync.merge import fold
from tests.sync.histories import KINDS, random_history


def cases(seed: int, count: int) -> list[dict[str, Any]]:
    """Return `count` histories of two to forty ops, each with its records."""
    draw = Random(seed)
    histories = [random_history(draw, draw.randrange(2, 40)) for _ in range(count)]
    return [
        {
            "ops": [op.body for op in ops],
            "records": {id: record.to_json() for id, record in fold(ops, KINDS).items()},
        }
        for ops in histories
    ]


if __name__ == "__main__":
    print(json.dumps(cases(int(sys.argv[1]), int(sys.argv[2]))))
