"""A phone whose storage was cleared, by its cleaner or by hand: what is missing is counted."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect

from tests.browser.conftest import DESK, Server, persistent_phone
from tests.browser.office import invited_again
from tests.browser.test_faults import EXCHANGE
from tests.browser.test_morning import enrol, invitation, open_round, sign_in, tap_doors

CLEARED = """async () => {
  for (const { name } of await indexedDB.databases())
    await new Promise((done, fail) => {
      const asked = indexedDB.deleteDatabase(name);
      asked.onsuccess = done;
      asked.onerror = () => fail(asked.error);
    });
  return (await indexedDB.databases()).length;
}"""


def lead_with_three_unsent(phone: BrowserContext, server: Server) -> str:
    """Two doors that the community has received, and three that only the phone has; whose it is."""
    page = enrol(phone, invitation(server, "王桂兰"))
    open_round(page, "3栋")
    tap_doors(page, 2)
    expect(page.locator(".slot-note")).to_contain_text("都传好了", timeout=20_000)
    page.route(EXCHANGE, lambda route: route.abort())
    tap_doors(page, 3)
    expect(page.locator('a.pill[href="#/outbox"]')).to_contain_text("3")
    person: str = page.evaluate("localStorage.getItem('six.user')")
    page.close()
    return person


def clear(phone: BrowserContext, server: Server) -> Page:
    """Deletes every database, as a phone's cleaner does, and opens the app again."""
    page = phone.new_page()
    page.goto(f"{server.url}/healthz")
    assert page.evaluate(CLEARED) == 0
    page.goto(f"{server.url}/")
    expect(page.get_by_text("没传的 3 条被手机清掉了")).to_be_visible()
    return page


def expect_notice(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/#/outbox")
    notice = "社区收到的都在。没传的 3 条被手机清掉了,社区知道"
    expect(page.get_by_text(notice)).to_be_visible()


def expect_at_the_desk(browser: Browser, server: Server, why: str) -> None:
    desk = browser.new_page(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    sign_in(desk, server)
    desk.goto(f"{server.url}/desk/phones")
    row = desk.get_by_role("row").filter(has=desk.get_by_text(f"报失 3 {why}"))
    expect(row).to_have_count(1)
    expect(row).to_contain_text("王桂兰")
    desk.close()


def test_a_cleared_phone_is_enrolled_anew_and_its_loss_is_told_on_both_sides(
    playwright_driver: Playwright, browser: Browser, server: Server, tmp_path: Path
) -> None:
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    person = lead_with_three_unsent(phone, server)
    clear(phone, server).close()
    page = enrol(phone, invited_again(server, person))
    expect_notice(page, server)
    open_round(page, "3栋")
    expect(page.locator(".door-done")).to_have_count(2)
    tap_doors(page, 1)
    expect(page.locator(".slot-note")).to_contain_text("都传好了", timeout=20_000)
    expect_at_the_desk(browser, server, "被手机清理")
    phone.close()


def test_a_cleared_phone_that_goes_to_somebody_else_still_tells_what_its_first_person_lost(
    playwright_driver: Playwright, browser: Browser, server: Server, tmp_path: Path
) -> None:
    phone = persistent_phone(playwright_driver, tmp_path / "shared")
    lead_with_three_unsent(phone, server)
    clear(phone, server).close()
    page = enrol(phone, invitation(server, "小吴"))
    expect_notice(page, server)
    page.reload()
    expect_notice(page, server)
    expect_at_the_desk(browser, server, "被清理后换人用了")
    phone.close()


def test_a_phone_of_which_nothing_is_left_is_still_told_by_what_the_server_had_heard(
    playwright_driver: Playwright, browser: Browser, server: Server, tmp_path: Path
) -> None:
    """The third witness: seven were sealed, five had arrived when everything was wiped."""
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    page = enrol(phone, invitation(server, "王桂兰"))
    open_round(page, "3栋")
    expect(page.locator(".slot-note")).to_be_visible()
    tries = 0

    def bad_line(route: Route) -> None:
        """Four tries fail, so the fifth is small; the line breaks again behind it."""
        nonlocal tries
        tries += 1
        if tries == 5:
            route.continue_()
        else:
            route.abort()

    phone.route(EXCHANGE, bad_line)
    tap_doors(page, 7)
    page.goto(f"{server.url}/#/outbox")
    held = page.locator(".outbox-now h2")
    while tries < 5:
        page.get_by_role("button", name="现在传").click()
        expect(page.locator(".outbox-now")).not_to_contain_text("正在传")
    expect(held).to_contain_text("还有 2 条只在这台手机里")
    wipe = phone.new_cdp_session(page)
    wipe.send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": "all"})
    page.goto(f"{server.url}/healthz")
    page.goto(f"{server.url}/")
    expect(page.get_by_text("没有码?输 6 位数")).to_be_visible()
    page = enrol(phone, invitation(server, "王桂兰"))

    desk = browser.new_page(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    sign_in(desk, server)
    desk.goto(f"{server.url}/desk/phones")
    rows = desk.get_by_role("row").filter(has_text="王桂兰")
    row = rows.filter(has_text="还有没交的")
    expect(row).to_have_count(1)
    expect(row.locator("td.figure")).to_have_text(["2", "7", "5"])
    desk.close()
    phone.close()
