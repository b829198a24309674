"""Five seconds at the board: who is not checked, whose phone is silent, what keeps the six."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import DESK, Server
from tests.browser.test_morning import sign_in


def on_first_screen(shown: Locator) -> None:
    """Seen without scrolling at 1366×768."""
    expect(shown).to_be_visible()
    box = shown.bounding_box()
    assert box and box["y"] + box["height"] <= DESK["height"], shown


def test_the_first_screen_says_what_is_unchecked_silent_and_short(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    desk = context.new_page()
    sign_in(desk, server)
    on_first_screen(desk.locator(".tile-open").get_by_text(re.compile(r"^\d+$")))
    on_first_screen(desk.locator(".card").filter(has_text="3栋"))
    glance = desk.get_by_role("region", name="一眼看清")
    on_first_screen(glance.get_by_role("link", name="李秀珍 1栋 还有"))
    # Nobody took up a fever of an earlier round: said here, though this round has none.
    waits = glance.get_by_role("link", name="异常没人跟")
    on_first_screen(waits)
    waits.click()
    opened = desk.get_by_role("heading", level=2)
    expect(opened).to_contain_text("异常没人跟")
    desk.go_back()
    short = glance.get_by_role("link", name="排查摸底 还差")
    on_first_screen(short)
    short.click()
    expect(desk.get_by_role("button", expanded=True)).to_contain_text("还差")
    expect(desk.get_by_text("差在哪里")).to_be_visible()
    context.close()
