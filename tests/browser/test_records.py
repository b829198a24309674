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


def goes_out_twice(page: Page) -> None:
    """Somebody passes the gate; the second time the phone tells of the first, and of the rule."""
    digits(page, "31302")
    page.locator(".gate-found", has_text="3栋 1302").get_by_role("button", name="出").click()
    saved(page, "3栋 1302 出")
    digits(page, "31302")
    expect(page.locator(".gate-found").first).to_contain_text("今天外出 1/1 次")
    expect(page.locator(".gate-over").first).to_contain_text("照实记")


def find_by_card(page: Page) -> None:
    page.get_by_role("button", name="清", exact=True).click()
    page.get_by_role("button", name="扫码").click()
    page.get_by_label("码下面的短码").fill("1.1.302")
    page.get_by_role("button", name="找").click()
    expect(page.locator(".gate-found")).to_have_count(1)
    expect(page.locator(".gate-found")).to_contain_text("1栋 302")


def correct_and_undo(page: Page) -> None:
    passage = page.locator("[data-record]", has_text="门岗登记")
    passage.click()
    sheet = page.locator("dialog")
    sheet.get_by_role("radio", name="进", exact=True).click()
    sheet.get_by_role("button", name="改好了").click()
    saved(page, "已改")
    expect(passage).to_contain_text("进")
    page.get_by_role("button", name="撤销").click()
    expect(passage).to_contain_text("出")


def strike_out(page: Page, why: str) -> None:
    page.locator("[data-record]", has_text="消杀").first.click()
    page.locator("dialog").get_by_role("button", name="这条记错了").click()
    page.locator("dialog").get_by_role("button", name=why).click()
    expect(page.locator("[data-record]")).to_have_count(2)


def test_records_of_every_duty_are_corrected_struck_out_and_put_back_without_signal(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = enrol(context, invitation(server, "小吴"))
    wait_until_installed(page)
    expect(page.locator(".door-due[data-place]").first).to_be_visible()
    server.stop()
    context.set_offline(True)
    tap_places(page, 2)
    go(page, server, GATE)
    goes_out_twice(page)
    find_by_card(page)

    go(page, server, "#/me")
    page.get_by_role("link", name="我记的").click()
    rows = page.locator("[data-record]")
    expect(rows).to_have_count(3)
    _look(page)
    correct_and_undo(page)
    strike_out(page, "点错了")
    expect(slot(page)).to_contain_text("已划掉")
    page.get_by_role("button", name="撤销").click()
    expect(slot(page)).to_contain_text("恢复了")
    expect(rows).to_have_count(3)
    strike_out(page, "听错了")

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
