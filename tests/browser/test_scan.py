"""Cards on doors and corridors: opened from a cold start without signal, scanned, or typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.addresses import COMPOUND
from tests.browser.conftest import Server, persistent_phone
from tests.browser.test_duties import saved
from tests.browser.test_looks import LOOKS, axe, dress, sideways, small_targets
from tests.browser.test_morning import (
    enrol,
    invitation,
    open_round,
    places_of,
    wait_until_installed,
)

# The browser's own camera and reader of codes, which a machine without a camera has not: what
# they say is set by the story, what the app makes of it is the app's.
CAMERA = """
window.BarcodeDetector = class {
  async detect() { return window.code ? [{ rawValue: window.code }] : []; }
};
navigator.mediaDevices.getUserMedia = async () => {
  if (window.denied) throw new DOMException("no", "NotAllowedError");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  setInterval(() => pen.fillRect(0, 0, 9, 9), 50);
  return canvas.captureStream();
};
"""


def test_a_card_opens_its_place_from_a_cold_start_without_signal(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    context = persistent_phone(playwright_driver, tmp_path / "staff")
    page = enrol(context, invitation(server, "小吴"))
    wait_until_installed(page)
    open_round(page, "消杀")
    expect(page.locator(".door-due[data-place]").first).to_be_visible()
    area, other = places_of(page.locator(".door-due"))[:2]
    _look(page)
    server.stop()
    context.set_offline(True)

    page.close()
    cold = context.new_page()
    cold.goto(f"{server.url}/#/at/{quote(area, safe='')}")
    tile = cold.locator(f'[data-place="{area}"]')
    expect(tile).to_be_focused()
    tile.click()
    cold.get_by_role("button", name="就用这个").click()
    saved(cold, "已记")

    short = other.removeprefix(f"{COMPOUND}.")
    cold.get_by_role("button", name="扫点位码").click()
    sheet = cold.locator("dialog")
    expect(sheet).to_contain_text("这个浏览器扫不了码")
    sheet.get_by_label("码下面的短码").fill("99.9.9")
    sheet.get_by_role("button", name="找").click()
    expect(sheet.get_by_role("alert")).to_contain_text("没有这个短码")
    sheet.get_by_label("码下面的短码").fill(short)
    sheet.get_by_role("button", name="找").click()
    expect(cold.locator(f'[data-place="{other}"]')).to_contain_text("✓")
    _scan(context, server, str(cold.locator(".door-due").first.get_attribute("data-place")))
    context.close()


def _scan(context: BrowserContext, server: Server, area: str) -> None:
    context.add_init_script(CAMERA)
    page = context.new_page()
    page.goto(f"{server.url}/#/disinfection/{COMPOUND}")
    page.evaluate("window.denied = true")
    page.get_by_role("button", name="扫点位码").click()
    expect(page.locator("dialog")).to_contain_text("没让用相机")
    page.locator("dialog").get_by_role("button", name="关").click()
    page.evaluate("window.denied = false; window.code = 'https://weixin.qq.com/r/x'")
    page.get_by_role("button", name="扫点位码").click()
    expect(page.locator("dialog").get_by_role("alert")).to_contain_text("这个码不是点位码")
    page.evaluate("code => { window.code = code }", f"{server.url}/#/at/{quote(area, safe='')}")
    expect(page.locator(f'[data-place="{area}"]')).to_contain_text("✓")
    expect(page.locator("dialog")).to_have_count(0)


def _look(page: Page) -> None:
    wrong: dict[str, Any] = {}
    for look in LOOKS:
        dress(page, *look)
        page.locator(".bottom .button-wide").click()
        expect(page.locator("dialog .scan-typed")).to_be_visible()
        page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
        found = axe(page), small_targets(page, 48), max(0, sideways(page))
        if any(found):
            wrong[str(look)] = found
    dress(page, *LOOKS[0])
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)
