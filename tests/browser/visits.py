"""Going to every page and screen there is, each with something to show."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from tests.browser.addresses import desk_pages, phone_screens
from tests.browser.conftest import Server
from tests.browser.office import a_record


def screens(phone: Page, server: Server) -> dict[str, str]:
    """Every screen with what it is to show, found where a person would find it."""
    open_screen(phone, server, "#/today")
    ids = {}
    for duty in ("deliveries", "notice"):
        link = phone.locator(f'a[href^="#/{duty}/"]').first
        expect(link).to_be_visible()
        ids[duty] = str(link.get_attribute("href")).rsplit("/", 1)[1]
    return phone_screens(**ids)


def open_screen(phone: Page, server: Server, address: str) -> None:
    phone.goto(f"{server.url}/{address}")
    expect(phone.locator("main:not(.splash)").first).to_be_visible()


def pages(desk: Page, server: Server) -> dict[str, str]:
    """Every page with something to show: the session before this one, a record, six hours ago."""
    earlier = str(desk.locator("select option").nth(1).get_attribute("value"))
    day, session = earlier.split("/")
    then = int((time.time() - 6 * 3600) * 1000)
    return desk_pages(f"day={day}&session={session}", a_record(server), str(then))


def open_page(desk: Page, server: Server, address: str) -> None:
    """Go to a page of the desk and wait until it has drawn what it fetched."""
    desk.goto(f"{server.url}/desk/{address}")
    expect(desk.locator("main:not(.sign-in) h1").first).to_be_visible(timeout=20_000)
    expect(desk.locator("main")).to_have_attribute("aria-busy", "false", timeout=20_000)
    expect(desk.locator(".wait")).to_have_count(0, timeout=20_000)
