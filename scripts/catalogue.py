"""Write kinds and policy as the JSON that the phone carries until it hears of newer ones."""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sync.catalogue import catalogue
from sync.kinds import load_kinds
from sync.policy_file import load_policy


def main() -> None:
    """Write the file only when it says something new, so that a build is not redone for nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--policy", default="wuhan-2020-03")
    options = parser.parse_args()
    told = catalogue(load_kinds(), load_policy(options.policy))
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
    if not options.target.exists() or options.target.read_text("utf-8") != text:
        options.target.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
