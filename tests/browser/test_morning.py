"""The story of a morning: two phones without a network, a server that is away, and the desk."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from tests.browser.conftest import DESK, Server, persistent_phone

DOORS, PLACES = 57, 21


def invitation(server: Server, name: str) -> str:
    """The address of a fresh invitation for a newcomer of the demonstration."""
    said = json.loads(server.flask("demo", "invite", name))
    return f"{server.url}/#i={said['token']}"


def enrol(phone: BrowserContext, address: str) -> Page:
    page = phone.pages[0] if phone.pages else phone.new_page()
    page.goto(address)
    page.get_by_role("button", name="开始用").click()
    expect(page.locator(".tabs, .grid, .places").first).to_be_visible()
    return page


def wait_until_installed(page: Page) -> None:
    """The worker holds the shell and controls the page: from now on it starts without a server."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    assert page.evaluate("navigator.serviceWorker.ready.then((r) => r.active.state)") in (
        "activated",
        "activating",
    )


def open_round(page: Page, title: str) -> None:
    page.goto(re.sub(r"#.*", "", page.url) + "#/today")
    page.get_by_role("link", name=title).first.click()


# A tap on a door under observation opens it: its temperature is asked for.
ONE_TAP = ".door-due[data-place]:not(:has(.door-watch))"


def due_tiles(page: Page) -> list[str]:
    """The doors due as one look shows them: another phone's records may arrive between two."""
    expect(page.locator(ONE_TAP).first).to_be_visible()
    return places_of(page.locator(ONE_TAP))


def places_of(doors: Locator) -> list[str]:
    """All of them in one look, once the page has any: it may have been loaded anew."""
    expect(doors.first).to_be_visible()
    return list(doors.evaluate_all("doors => doors.map((door) => door.dataset.place)"))


def tap_doors(page: Page, count: int) -> None:
    """One tap a door, each waited for until its own record is said to be on the phone."""
    for place in due_tiles(page)[:count]:
        tile = page.locator(f'[data-place="{place}"]')
        tile.click()
        expect(tile).to_have_class(re.compile("door-done"))


def tap_places(page: Page, count: int) -> None:
    places = due_tiles(page)[:count]
    page.locator(f'[data-place="{places[0]}"]').click()
    page.get_by_role("button", name="就用这个").click()
    for place in places:
        tile = page.locator(f'[data-place="{place}"]')
        if place != places[0]:
            tile.click()
        expect(tile).to_have_class(re.compile("door-done"))


def test_a_morning_without_signal_reaches_the_board_and_the_checklist(
    playwright_driver: Playwright, browser: Browser, server: Server, tmp_path: Path
) -> None:
    lead = persistent_phone(playwright_driver, tmp_path / "lead")
    staff = persistent_phone(playwright_driver, tmp_path / "staff")
    doors = enrol(lead, invitation(server, "王桂兰"))
    places = enrol(staff, invitation(server, "小吴"))
    for page, title in ((doors, "3栋"), (places, "消杀")):
        wait_until_installed(page)
        open_round(page, title)
        expect(page.locator(".door-due[data-place]").first).to_be_visible()

    server.stop()
    lead.set_offline(True)
    staff.set_offline(True)
    for page in (doors, places):
        page.reload()
    open_round(doors, "3栋")
    tap_doors(doors, DOORS)
    open_round(places, "消杀")
    tap_places(places, PLACES)
    expect(doors.locator('a.pill[href="#/outbox"]')).to_contain_text(str(DOORS))
    lead.close()
    staff.close()

    lead = persistent_phone(playwright_driver, tmp_path / "lead", offline=True)
    staff = persistent_phone(playwright_driver, tmp_path / "staff", offline=True)
    doors, places = lead.new_page(), staff.new_page()
    for page, count in ((doors, DOORS), (places, PLACES)):
        page.goto(f"{server.url}/")
        expect(page.locator('a.pill[href="#/outbox"]')).to_contain_text(str(count))
    open_round(doors, "3栋")
    expect(doors.locator(".door-done, .door-noans")).to_have_count(DOORS)

    server.start()
    for context, page in ((lead, doors), (staff, places)):
        context.set_offline(False)
        page.goto(f"{server.url}/#/outbox")
        expect(page.get_by_text("都传好了,可以放心关掉").first).to_be_visible(timeout=30_000)

    desk_sees_the_morning(browser, server)
    lead.close()
    staff.close()


def desk_sees_the_morning(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    desk = context.new_page()
    sign_in(desk, server)
    card = desk.locator(".card", has_text="3栋").first
    expect(card).to_contain_text(f"{DOORS}/58")
    desk.get_by_role("link", name="六个到位").first.click()
    expect(desk.get_by_role("heading", name="排查摸底")).to_be_visible()
    desk.get_by_role("button", name=re.compile("每日每户")).click()
    expect(desk.get_by_text("规则").first).to_be_visible()
    context.close()


def sign_in(desk: Page, server: Server) -> None:
    desk.goto(f"{server.url}/desk/")
    desk.get_by_label("账号").fill("xiao")
    desk.get_by_label("口令").fill("shuang liu xiao qu")
    desk.get_by_role("button", name="登录", exact=True).click()
    expect(desk.locator(".tiles")).to_be_visible()
