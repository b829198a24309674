"""Takes the pictures that scripts/screens.py asks for, with a real browser and a real server."""

from __future__ import annotations

import argparse
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from rich.progress import track

from tests.browser.addresses import BUILDING, phone_screens
from tests.browser.conftest import DESK, PHONE, ROOT, Server, driver_with_fonts, launch, new_server
from tests.browser.office import worker_invited
from tests.browser.test_morning import invitation
from tests.browser.visits import open_page, open_screen, pages, screens

PICTURES = ROOT / "pwa" / "pictures"
LANGUAGES = ("zh", "en")
# What a building lead and the property staff are asked for; the rest is a grid worker's.
STAFF = ("gate", "disinfection")
LEAD = ("today", "building", "todo", "outbox", "me")


@contextmanager
def demonstration() -> Iterator[Server]:
    """A server with the whole demonstration in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        server = new_server(Path(folder), "--days", "14")
        try:
            yield server
        finally:
            server.stop()


def desk_pictures(browser: Browser, server: Server, out: Path) -> None:
    """Every page of the desk."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, server, out / "desk-sign-in-zh.png")
    for lang in LANGUAGES:
        page.goto(f"{server.url}/desk/board")
        every = pages(page, server)
        page.evaluate("lang => localStorage.setItem('six.lang', lang)", lang)
        for name, address in track(every.items(), f"desk {lang}"):
            open_page(page, server, address)
            page.screenshot(animations="disabled", path=out / f"desk-{name}-{lang}.png")
    context.close()


def sign_in(page: Page, server: Server, picture: Path | None = None) -> None:
    """Sign in at the desk as the secretary of the demonstration's community."""
    page.goto(f"{server.url}/desk/")
    page.get_by_label("账号").fill("xiao")
    page.get_by_label("口令").fill("shuang liu xiao qu")
    if picture:
        page.screenshot(animations="disabled", path=picture)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".tiles")).to_be_visible(timeout=20_000)


def phone_pictures(browser: Browser, server: Server, out: Path) -> None:
    """Every screen: a building lead's in the middle of a round, then those of the others."""
    with phone(browser) as page:
        enrol(page, invitation(server, "王桂兰"), out / "phone-enrol-zh.png")
        page.goto(f"{server.url}/#/building/{BUILDING}")
        begin_round(page)
        for lang in LANGUAGES:
            speak(page, lang)
            shoot(page, server, out, lang, {name: phone_screens()[name] for name in LEAD})
    with phone(browser) as page:
        enrol(page, worker_invited(server), None)
        elsewhere = {*LEAD, *STAFF}
        rest = {key: to for key, to in screens(page, server).items() if key not in elsewhere}
        for lang in LANGUAGES:
            speak(page, lang)
            shoot(page, server, out, lang, rest)
    with phone(browser) as page:
        enrol(page, invitation(server, "小吴"))
        open_screen(page, server, phone_screens()["gate"])
        expect(page.locator(".gate-keys")).to_be_visible(timeout=20_000)
        for lang in LANGUAGES:
            speak(page, lang)
            shoot(page, server, out, lang, {name: phone_screens()[name] for name in STAFF})
            page.locator(".door-due").first.click()
            page.screenshot(animations="disabled", path=out / f"phone-agent-{lang}.png")


def shoot(page: Page, server: Server, out: Path, lang: str, screens: dict[str, str]) -> None:
    """A picture of each of these screens."""
    for name, address in track(screens.items(), f"phone {lang}"):
        open_screen(page, server, address)
        page.screenshot(animations="disabled", path=out / f"phone-{name}-{lang}.png")


@contextmanager
def phone(browser: Browser) -> Iterator[Page]:
    """A phone of its own for as long as the block lasts."""
    context = browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce")  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def enrol(page: Page, address: str, picture: Path | None = None) -> None:
    """Use an invitation."""
    page.goto(address)
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
    expect(page.locator("main").first).to_be_visible()


def readme_pictures(browser: Browser, server: Server) -> None:
    """The three of README: a round on the phone, the board, a verdict opened."""
    with phone(browser) as page:
        enrol(page, invitation(server, "王桂兰"))
        page.goto(f"{server.url}/#/building/{BUILDING}")
        begin_round(page)
        page.reload()
        expect(page.locator(".door-done").first).to_be_visible()
        keep(page, "round")
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, server)
    evening = str(page.locator("select option").nth(2).get_attribute("value"))
    day, session = evening.split("/")
    for name, address in {
        "board": f"board?day={day}&session={session}",
        "verdict": f"checklist?day={day}&criterion=D4.1",
    }.items():
        open_page(page, server, address)
        keep(page, name)
    context.close()


def keep(page: Page, name: str) -> None:
    """Keep a picture where README shows it, small enough for a slow line."""
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": 80})
    (PICTURES / f"{name}.webp").write_bytes(b64decode(taken["data"]))


def main() -> None:
    """Take all pictures into the folder named, or anew those of README."""
    parser = argparse.ArgumentParser(prog="scripts/screens.py")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--out", type=Path, help="folder for the PNG files")
    which.add_argument("--readme", action="store_true", help="the three pictures of README")
    options = parser.parse_args()
    with demonstration() as server, driver_with_fonts() as driver:
        browser = launch(driver)
        if options.readme:
            readme_pictures(browser, server)
        else:
            options.out.mkdir(parents=True, exist_ok=True)
            desk_pictures(browser, server, options.out)
            phone_pictures(browser, server, options.out)
        browser.close()
    kept = PICTURES if options.readme else options.out
    print(f"{len(list(kept.iterdir()))} pictures in {kept}")


if __name__ == "__main__":
    main()
