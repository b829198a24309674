"""What somebody recorded, whatever it was, is corrected, struck out and put back from one list."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Server
from tests.browser.office import secretary
from tests.browser.test_duties import GATE, all_sent, digits, go, saved, slot
from tests.browser.test_looks import LOOKS, axe, dress, sideways, small_targets
from tests.browser.test_morning import enrol, invitation, tap_places, wait_until_installed


def test_records_of_every_duty_are_corrected_struck_out_and_put_back_without_signal(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = enrol(context, invitation(server, "小吴"))
    wait_until_installed(page)
    expect(page.locator(".door-due[data-place]").first).to_be_visible(timeout=15_000)
    server.stop()
    context.set_offline(True)
    tap_places(page, 2)
    go(page, server, GATE)
    digits(page, "31302")
    page.locator(".gate-found", has_text="3栋 1302").get_by_role("button", name="出").click()
    saved(page, "3栋 1302 出")
    digits(page, "31302")
    expect(page.locator(".gate-found").first).to_contain_text("今天外出 1/1 次")
    expect(page.locator(".gate-over").first).to_contain_text("照实记")

    page.get_by_role("button", name="清", exact=True).click()
    page.get_by_role("button", name="扫码").click()
    page.get_by_label("码下面的短码").fill("1.1.302")
    page.get_by_role("button", name="找").click()
    expect(page.locator(".gate-found")).to_have_count(1)
    expect(page.locator(".gate-found")).to_contain_text("1栋 302")

    go(page, server, "#/me")
    page.get_by_role("link", name="我记的").click()
    rows = page.locator("[data-record]")
    expect(rows).to_have_count(3)
    _look(page)
    passage = rows.filter(has_text="门岗登记")
    passage.click()
    sheet = page.locator("dialog")
    sheet.get_by_role("radio", name="进", exact=True).click()
    sheet.get_by_role("button", name="改好了").click()
    saved(page, "已改")
    expect(passage).to_contain_text("进")
    page.get_by_role("button", name="撤销").click()
    expect(passage).to_contain_text("出")

    cleaned = rows.filter(has_text="消杀").first
    cleaned.click()
    sheet.get_by_role("button", name="这条记错了").click()
    sheet.get_by_role("button", name="点错了").click()
    expect(slot(page)).to_contain_text("已划掉")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="撤销").click()
    expect(slot(page)).to_contain_text("恢复了")
    expect(rows).to_have_count(3)
    cleaned.click()
    sheet.get_by_role("button", name="这条记错了").click()
    sheet.get_by_role("button", name="听错了").click()
    expect(rows).to_have_count(2)

    server.start()
    all_sent(page, server, context)
    context.close()
    told = [op["set"] for op in secretary(server).told("disinfection")]
    assert [one["_void"] for one in told if "_void" in one] == [True, False, True]


def _look(page: Page) -> None:
    wrong: dict[str, Any] = {}
    for look in LOOKS:
        dress(page, *look)
        page.locator("[data-record]").first.click()
        expect(page.locator("dialog .field").first).to_be_visible()
        page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
        found = axe(page), small_targets(page, 48), max(0, sideways(page))
        if any(found):
            wrong[str(look)] = found
    dress(page, *LOOKS[0])
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)
