"""The home screen: offered after the first finished round, and only until told not to."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import Server, persistent_phone
from tests.browser.test_looks import axe
from tests.browser.test_morning import due_tiles, enrol, invitation, open_round, tap_doors

OFFER = "装到桌面,下次一点就开"


def measure_who_is_observed(page: Page) -> None:
    """Open the one door that a tap does not call normal, and put down its reading."""
    page.locator(".door-due[data-place]").click()
    sheet = page.get_by_role("dialog")
    for digit in "66":
        sheet.get_by_role("button", name=digit, exact=True).click()
    sheet.get_by_role("button", name="完成").click()
    expect(page.locator(".door-due[data-place]")).to_have_count(0)


def test_the_home_screen_is_offered_after_a_finished_round_and_not_again_when_declined(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    page = enrol(phone, invitation(server, "王桂兰"))
    today = f"{server.url}/#/today"
    open_round(page, "3栋")
    most = due_tiles(page)[:-1]
    for place in most:
        page.locator(f'[data-place="{place}"]').click()
    expect(page.locator(".door-done")).to_have_count(len(most))
    page.goto(today)
    expect(page.get_by_role("navigation")).to_be_visible()
    expect(page.get_by_text(OFFER)).to_have_count(0)
    open_round(page, "3栋")
    tap_doors(page, 1)
    measure_who_is_observed(page)
    # The last door was recorded on its sheet: that ends a round like a tap does.
    page.get_by_role("button", name="不是,就是现查的").click()
    expect(page.locator(".slot")).to_contain_text("这一轮查完了")
    expect(page.locator(".slot").get_by_role("button", name="撤销")).to_be_visible()
    page.goto(today)
    expect(page.get_by_role("heading", name="这一轮", exact=True)).to_be_visible()
    expect(page.get_by_text(OFFER)).to_be_visible()
    page.get_by_role("button", name="怎么装").click()
    expect(page.get_by_text("2 选「添加到主屏幕」")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="不用").click()
    expect(page.get_by_text(OFFER)).to_have_count(0)
    page.reload()
    expect(page.get_by_role("navigation")).to_be_visible()
    expect(page.get_by_text(OFFER)).to_have_count(0)
    phone.close()
