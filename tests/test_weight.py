"""What a phone has to download before it can work: everything its worker keeps, compressed."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "server" / "static"
SHELL_MAX = 60 * 1024
SCRIPT_MAX = 35 * 1024
PICTURES = {".png"}  # the icons that only installing asks for


def kept_files() -> list[Path]:
    """The files of the phone's shell, as the built worker lists them."""
    worker = STATIC / "sw.js"
    assert worker.exists(), "The client is not built. Run: python3 scripts/test.py"
    urls = set(re.findall(r'"(/[^"]*)",\s*"sha256-', worker.read_text("utf-8")))
    assert len(urls) >= 3, "the worker lists no files"
    return [STATIC / (url[1:] or "index.html") for url in sorted(urls)]


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_the_phone_shell_weighs_at_most_60_kb_compressed() -> None:
    weights = {path.name: compressed(path) for path in kept_files() if path.suffix not in PICTURES}
    weights["sw.js"] = compressed(STATIC / "sw.js")
    assert sum(weights.values()) <= SHELL_MAX, weights


def test_the_phone_scripts_weigh_at_most_35_kb_before_anything_is_opened() -> None:
    page = (STATIC / "index.html").read_text("utf-8")
    first = set(re.findall(r'(?:src|href)="(/assets/[^"]+\.js)"', page))
    assert first
    assert sum(compressed(STATIC / url[1:]) for url in first) <= SCRIPT_MAX


def test_the_pages_name_no_other_origin_and_no_font() -> None:
    for path in STATIC.rglob("*"):
        if path.suffix in (".html", ".css", ".webmanifest"):
            text = path.read_text("utf-8")
            assert not re.findall(r"(?:src|href|url\()\s*=?[\"'(]?\s*(?:https?:)?//", text), path
            assert "@font-face" not in text, path
