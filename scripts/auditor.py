"""Asks Lighthouse about the pages of scripts/audit.py, signed in as their people would be."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from camera import demonstration, enrol, sign_in
from environment import SetupFailed, npm
from playwright.sync_api import BrowserContext, Playwright
from rich.progress import track

from tests.browser.addresses import BUILDING
from tests.browser.conftest import ARGUMENTS, Server, chromium_path, driver_with_fonts, free_port
from tests.browser.test_morning import invitation

TOOL = Path(__file__).parent / "audit"
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
PHONE_PAGES = {
    "phone: building": f"#/building/{BUILDING}",
    "phone: today": "#/today",
}
DESK_PAGES = {
    "desk: board": "desk/board",
    "desk: checklist": "desk/checklist",
    "desk: phones": "desk/phones",
}


def browse(driver: Playwright, profile: str, port: int) -> BrowserContext:
    """A browser that Lighthouse may join, its storage kept for the length of the audit."""
    arguments = [*ARGUMENTS, f"--remote-debugging-port={port}"]
    return driver.chromium.launch_persistent_context(
        profile, executable_path=chromium_path(), args=arguments, locale="zh-CN"
    )


def ask_often(url: str, port: int, times: int, *, desktop: bool) -> dict[str, object]:
    """The report in the middle by performance: one run is at the mercy of what else runs."""
    reports = [ask(url, port, desktop=desktop) for _ in range(times)]
    return sorted(reports, key=lambda report: scores_of(report)["performance"])[times // 2]


def ask(url: str, port: int, *, desktop: bool) -> dict[str, object]:
    """Lighthouse's report on one address, with the storage of the browser left as it is."""
    words = [
        shutil.which("node") or "node",
        str(TOOL / "node_modules" / "lighthouse" / "cli" / "index.js"),
        url,
        f"--port={port}",
        "--disable-storage-reset",
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(LEAST)}",
        *(["--preset=desktop"] if desktop else []),
    ]
    ended = subprocess.run(words, capture_output=True, text=True)
    if ended.returncode:
        sys.exit(f"Lighthouse did not finish on {url}:\n{ended.stderr[-2000:]}")
    report: dict[str, object] = json.loads(ended.stdout)
    return report


def scores_of(report: dict[str, object]) -> dict[str, int]:
    """Category -> score out of 100."""
    categories = report["categories"]
    assert isinstance(categories, dict)
    return {name: round(100 * (categories[name]["score"] or 0)) for name in LEAST}


def short_of(report: dict[str, object]) -> list[str]:
    """What the report faults, where a category does not reach its least."""
    audits, categories = report["audits"], report["categories"]
    assert isinstance(audits, dict) and isinstance(categories, dict)
    low = [name for name, score in scores_of(report).items() if score < LEAST[name]]
    asked = {ref["id"] for name in low for ref in categories[name]["auditRefs"] if ref["weight"]}
    return [
        f"{audits[name]['title']} {audits[name].get('displayValue', '')}".strip()
        for name in sorted(asked)
        if (audits[name]["score"] if audits[name]["score"] is not None else 1) < 0.9
    ]


def audit(driver: Playwright, server: Server, times: int, out: Path | None) -> bool:
    """Ask about every page and print a line each; True where all reach what is asked."""
    good = True
    port = free_port()
    with tempfile.TemporaryDirectory() as profile, browse(driver, profile, port) as context:
        page = context.new_page()
        enrol(page, invitation(server, "王桂兰"))
        sign_in(page, server)
        page.close()
        pages = [(name, path, False) for name, path in PHONE_PAGES.items()]
        pages += [(name, path, True) for name, path in DESK_PAGES.items()]
        for name, path, desktop in track(pages, "auditing"):
            report = ask_often(f"{server.url}/{path}", port, times, desktop=desktop)
            good &= tell(name, report)
            if out:
                file = out / f"{name.replace(': ', '-')}.json"
                file.write_text(json.dumps(report), "utf-8")
    return good


def tell(name: str, report: dict[str, object]) -> bool:
    """Print the scores of a page; True where they reach what is asked."""
    scores = scores_of(report)
    print(f"{name:24}", "  ".join(f"{what} {score}" for what, score in scores.items()))
    faults = short_of(report)
    for fault in faults:
        print(f"    {fault}")
    return all(scores[what] >= least for what, least in LEAST.items())


def main() -> None:
    """Audit the demonstration; exit 1 where a page falls short."""
    parser = argparse.ArgumentParser(prog="scripts/audit.py")
    parser.add_argument("--out", type=Path, help="folder for Lighthouse's reports as JSON")
    parser.add_argument("--runs", type=int, default=3, help="runs a page; the middle one counts")
    options = parser.parse_args()
    out: Path | None = options.out
    if out:
        out.mkdir(parents=True, exist_ok=True)
    try:
        npm("ci", "--ignore-scripts", cwd=TOOL)
    except SetupFailed as failure:
        sys.exit(f"\n{failure}")
    with demonstration() as server, driver_with_fonts() as driver:
        good = audit(driver, server, options.runs, out)
    sys.exit(0 if good else "Some page falls short of what is asked.")


if __name__ == "__main__":
    main()
