"""Takes the pictures that scripts/screens.py asks for, with a real browser and a real server."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from rich.progress import track

from tests.browser.conftest import DESK, PHONE, Server, driver_with_fonts, launch, new_server

COMMUNITY, COMPOUND = "420103009001", "420103009001.1"
LANGUAGES = ("zh", "en")
PAGES = {
    "board": "board",
    "board-yesterday": "board?{yesterday}",
    "building": f"building?building={COMPOUND}.3&door={COMPOUND}.3.1.1502&{{yesterday}}",
    "phones": "phones",
    "checklist": "checklist",
    "verdict": "checklist?criterion=D4.1",
    "zero": "zero",
    "matters": "matters",
    "cases": "cases",
    "declaration": f"declaration?of={COMPOUND}",
    "rollup": "rollup",
    "exports": "exports",
    "people": "people",
    "audit": "audit",
    "roster": "roster",
    "invitations": "invitations",
}
SCREENS = {
    "today": "today",
    "building": f"building/{COMPOUND}.3",
    "todo": "todo",
    "outbox": "outbox",
    "me": "me",
}


@contextmanager
def demonstration() -> Iterator[Server]:
    """A server with the whole demonstration in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        server = new_server(Path(folder), "--days", "14")
        try:
            yield server
        finally:
            server.stop()


def settle(page: Page) -> None:
    """Wait until the page has drawn what it fetched."""
    expect(page.locator("main").first).to_be_visible(timeout=20_000)
    page.wait_for_load_state("networkidle")


def desk_pictures(browser: Browser, server: Server, out: Path, lang: str) -> None:
    """Every page of the desk."""
    context = browser.new_context(viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, server, out / f"desk-sign-in-{lang}.png")
    sessions = page.locator("select option").all()
    day, session = str(sessions[1].get_attribute("value")).split("/")
    page.evaluate("lang => localStorage.setItem('six.lang', lang)", lang)
    for name, address in track(PAGES.items(), f"desk {lang}"):
        page.goto(f"{server.url}/desk/{address.format(yesterday=f'day={day}&session={session}')}")
        settle(page)
        page.screenshot(animations="disabled", path=out / f"desk-{name}-{lang}.png")
    context.close()


def sign_in(page: Page, server: Server, picture: Path | None = None) -> None:
    """Sign in at the desk as the secretary of the demonstration's community."""
    page.goto(f"{server.url}/desk/")
    page.get_by_label("账号").fill("xiao")
    page.get_by_label("口令").fill("shuang liu xiao qu")
    if picture:
        page.screenshot(animations="disabled", path=picture)
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".tiles")).to_be_visible(timeout=20_000)


def phone_pictures(browser: Browser, server: Server, out: Path, lang: str) -> None:
    """Every screen of the phone, with a round begun."""
    context = browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    enrol(page, server, "王桂兰", out / f"phone-enrol-{lang}.png")
    page.goto(f"{server.url}/#/building/{COMPOUND}.3")
    begin_round(page)
    speak(page, lang)
    for name, address in track(SCREENS.items(), f"phone {lang}"):
        page.goto(f"{server.url}/#/{address}")
        settle(page)
        page.screenshot(animations="disabled", path=out / f"phone-{name}-{lang}.png")
    context.close()
    context = browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    enrol(page, server, "小吴", None)
    page.goto(f"{server.url}/#/disinfection/{COMPOUND}")
    speak(page, lang)
    settle(page)
    page.screenshot(animations="disabled", path=out / f"phone-disinfection-{lang}.png")
    page.locator(".door-due").first.click()
    page.screenshot(animations="disabled", path=out / f"phone-agent-{lang}.png")
    context.close()


def enrol(page: Page, server: Server, name: str, picture: Path | None) -> None:
    """Use a fresh invitation."""
    token = json.loads(server.flask("demo", "invite", name))["token"]
    page.goto(f"{server.url}/#i={token}")
    start = page.get_by_role("button", name="开始用")
    expect(start).to_be_visible()
    if picture:
        page.screenshot(animations="disabled", path=picture)
    start.click()
    expect(page.locator(".tabs, .grid, .places").first).to_be_visible(timeout=20_000)


def begin_round(page: Page) -> None:
    """A few doors as a morning leaves them: normal ones, nobody there, a fever with its number."""
    expect(page.locator(".door-due").nth(20)).to_be_visible(timeout=20_000)
    places = [str(t.get_attribute("data-place")) for t in page.locator(".door-due").all()[:11]]
    for place in places[:9]:
        page.locator(f'[data-place="{place}"]').click()
    page.get_by_role("radio", name="没人").click()
    page.locator(f'[data-place="{places[9]}"]').click()
    page.get_by_role("radio", name="异常").click()
    page.locator(f'[data-place="{places[10]}"]').click()
    for key in ("7", "8"):
        page.get_by_role("button", name=key, exact=True).click()
    page.get_by_role("button", name="完成").click()


def speak(page: Page, lang: str) -> None:
    """Let the phone speak a language."""
    page.evaluate("lang => localStorage.setItem('six.look', JSON.stringify({lang}))", lang)
    page.reload()
    settle(page)


def main() -> None:
    """Take all pictures into the folder named."""
    parser = argparse.ArgumentParser(prog="scripts/screens.py")
    parser.add_argument("--out", type=Path, required=True, help="folder for the PNG files")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with demonstration() as server, driver_with_fonts() as driver:
        browser = launch(driver)
        for lang in LANGUAGES:
            desk_pictures(browser, server, out, lang)
            phone_pictures(browser, server, out, lang)
        browser.close()
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")


if __name__ == "__main__":
    main()
