"""A terminal disinfection after a case: recorded on the phone with who accepted it."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.browser.conftest import Server, persistent_phone
from tests.browser.test_looks import axe
from tests.browser.test_morning import due_tiles, enrol, invitation, open_round, tap_places


def test_a_terminal_disinfection_says_who_accepted_it(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    staff = persistent_phone(playwright_driver, tmp_path / "staff")
    page = enrol(staff, invitation(server, "小吴"))
    open_round(page, "消杀")
    expect(page.locator(".door-due[data-place]").first).to_be_visible()
    place = due_tiles(page)[0]
    tap_places(page, 1)
    page.locator(f'[data-place="{place}"]').click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_label("验收人")).to_have_count(0)
    sheet.get_by_role("radio", name="终末消毒").or_(sheet.get_by_text("终末消毒")).first.click()
    sheet.get_by_label("验收人").fill("陈医生")
    if os.environ.get("SIX_SHOTS"):
        page.screenshot(path=os.environ["SIX_SHOTS"])
    assert axe(page) == []
    sheet.get_by_role("button", name="再记一次").click()
    expect(sheet).to_have_count(0)
    page.locator(f'[data-place="{place}"]').click()
    expect(page.get_by_role("dialog")).to_contain_text("陈医生")
    staff.close()
