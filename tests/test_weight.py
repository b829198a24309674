"""What a phone has to download before it can work: everything its worker keeps, compressed."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "server" / "static"
SHELL_MAX = 60 * 1024
# Grew from 74 with the screens of five duties, which only half of the people open, and again with
# the spot check, counts door by door, codes typed or scanned and one's own records: 36 kB, once.
# And from 110 with fourteen days of readings, the community's number, and coming back to where the
# phone ended the app.
KEPT_MAX = 112 * 1024
FIRST_SCRIPTS_MAX = 42 * 1024
PICTURES = {".png"}  # the icons that only installing asks for
# Kept for offline use too, but no round waits for them: the second language, extra.ts, and
# duties.tsx (the gate, deliveries, notices, follow-up, lists, settings).
BESIDES = ("en-", "shape-", "extra-", "duties-")


def kept_files() -> list[Path]:
    """The files of the phone's shell, as the built worker lists them."""
    worker = STATIC / "sw.js"
    assert worker.exists(), "The client is not built. Run: python3 scripts/test.py"
    urls = set(re.findall(r'"(/[^"]*)",\s*"sha256-', worker.read_text("utf-8")))
    assert len(urls) >= 3, "the worker lists no files"
    return [STATIC / (url[1:] or "index.html") for url in sorted(urls)]


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def weights() -> dict[str, int]:
    found = {path.name: compressed(path) for path in kept_files() if path.suffix not in PICTURES}
    return found | {"sw.js": compressed(STATIC / "sw.js")}


def test_the_shell_of_a_round_in_one_language_weighs_at_most_60_kb_compressed() -> None:
    shell = {name: size for name, size in weights().items() if not name.startswith(BESIDES)}
    assert len(shell) <= len(weights()) - len(BESIDES)
    assert sum(shell.values()) <= SHELL_MAX, shell


def test_everything_a_phone_keeps_weighs_at_most_112_kb_compressed() -> None:
    assert sum(weights().values()) <= KEPT_MAX, weights()


def scripts_of(script: Path) -> set[Path]:
    """A script and what it imports before it runs."""
    named = re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', script.read_text("utf-8"))
    return {script}.union(*(scripts_of(script.parent / name) for name in named))


def test_the_scripts_before_the_first_drawing_weigh_at_most_42_kb_compressed() -> None:
    page = (STATIC / "index.html").read_text("utf-8")
    entry = re.findall(r'src="(/assets/[^"]+\.js)"', page)
    assert len(entry) == 1
    first = scripts_of(STATIC / entry[0][1:])
    assert sum(map(compressed, first)) <= FIRST_SCRIPTS_MAX, first


def test_the_pages_name_no_other_origin_and_no_font() -> None:
    for path in STATIC.rglob("*"):
        if path.suffix in (".html", ".css", ".webmanifest"):
            text = path.read_text("utf-8")
            assert not re.findall(r"(?:src|href|url\()\s*=?[\"'(]?\s*(?:https?:)?//", text), path
            assert "@font-face" not in text, path
