"""Phones killed in the middle, caught by a log-in page, too old for half of it: records stay."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from tests.browser.conftest import Server, persistent_phone
from tests.browser.office import invited_again
from tests.browser.test_morning import (
    enrol,
    invitation,
    open_round,
    tap_doors,
    wait_until_installed,
)

SAFE = "都传好了,可以放心关掉"


def count_of(server: Server, name: str) -> int:
    """How many records the server holds of a person."""
    asked = """SELECT count(*) FROM op JOIN replica ON replica.key = op.replica_key
               JOIN account ON account.key = replica.user_key WHERE account.name = ?"""
    with closing(sqlite3.connect(server.data / "six.sqlite")) as connection:
        return int(connection.execute(asked, (name,)).fetchone()[0])


def all_received(page: Page) -> None:
    expect(page.locator(".slot-note")).to_contain_text(SAFE, timeout=30_000)


def keeps(page: Page, what: str) -> None:
    """Wait until the store of the phone has a small thing that no screen tells of."""
    page.wait_for_function(
        """async what => {
          const ask = (request) => new Promise((resolve) => {
            request.onsuccess = () => resolve(request.result);
          });
          const db = await ask(indexedDB.open(`six-${localStorage.getItem("six.user")}`));
          const kept = await ask(db.transaction("pref").objectStore("pref").get(what));
          db.close();
          return kept ?? false; }""",
        arg=what,
    )


def kill(phone: BrowserContext, profile: Path) -> None:
    """SIGKILL for every process that works on the profile: nothing is flushed on the way out."""
    for process in Path("/proc").iterdir():
        words = b""
        with suppress(OSError):
            words = (process / "cmdline").read_bytes()
        if f"--user-data-dir={profile}".encode() in words:
            os.kill(int(process.name), signal.SIGKILL)
    with suppress(Error):
        phone.close()


def test_what_is_said_to_be_saved_survives_twenty_kills(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    profile = tmp_path / "lead"
    phone = persistent_phone(playwright_driver, profile)
    page = enrol(phone, invitation(server, "王桂兰"))
    wait_until_installed(page)
    open_round(page, "3栋")
    address = page.url
    phone.set_offline(True)
    for taps in range(1, 21):
        tap_doors(page, 1)
        expect(page.locator(".slot")).to_contain_text("已存手机")
        kill(phone, profile)
        phone = persistent_phone(playwright_driver, profile, offline=True)
        page = phone.new_page()
        page.goto(address)
        expect(page.locator(".door-done")).to_have_count(taps)
    _ended_in_the_middle_of_a_sheet(playwright_driver, phone, profile, address)


def _ended_in_the_middle_of_a_sheet(
    driver: Playwright, phone: BrowserContext, profile: Path, address: str
) -> None:
    """The phone rings, and the app is ended behind the call: half a note, far down the building."""
    page = phone.pages[-1]
    last = page.locator("[data-place]").last
    last.scroll_into_view_if_needed()
    last.click(button="right")
    page.get_by_label("记一段话").fill("孩子夜里咳")
    page.evaluate(
        """() => { Object.defineProperty(document, "visibilityState", { value: "hidden" });
                   document.dispatchEvent(new Event("visibilitychange")); }"""
    )
    expect(page.locator(".sheet-said")).to_contain_text("已存手机")
    keeps(page, "left")
    kill(phone, profile)
    phone = persistent_phone(driver, profile, offline=True)
    page = phone.new_page()
    page.goto(address)
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_label("记一段话")).to_have_value("孩子夜里咳")
    sheet.get_by_role("button", name="完成").click()
    expect(page.locator("[data-place]").last).to_be_in_viewport()
    phone.close()


def test_a_log_in_page_is_no_receipt(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    page = enrol(phone, invitation(server, "王桂兰"))
    open_round(page, "3栋")
    html = "<html><title>Free Wi-Fi</title></html>"
    page.route(
        "**/api/**", lambda route: route.fulfill(status=200, content_type="text/html", body=html)
    )
    tap_doors(page, 2)
    expect(page.locator(".slot-note")).to_contain_text("要先登录它的网页")
    page.unroute("**/api/**")
    page.reload()
    all_received(page)
    phone.close()
    assert count_of(server, "王桂兰") == 2


def test_an_old_browser_does_the_round_all_the_same(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    """Without a worker, locks, vibration, sharing, wake lock or a word about storage."""
    phone = persistent_phone(playwright_driver, tmp_path / "lead", service_workers="block")
    phone.add_init_script(
        """for (const name of ["locks", "vibrate", "share", "canShare", "wakeLock", "storage",
            "serviceWorker"])
            Object.defineProperty(Navigator.prototype, name, { value: undefined });
        delete window.BarcodeDetector; delete window.SyncManager;"""
    )
    page = enrol(phone, invitation(server, "王桂兰"))
    page.goto(f"{server.url}/#/building/420103009001.1.3")
    tap_doors(page, 3)
    all_received(page)
    phone.close()
    assert count_of(server, "王桂兰") == 3


def test_a_killed_browser_that_lost_its_sign_in_hands_in_at_once_and_is_asked_to_scan_again(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    """The cookie went with the process; what is recorded does not wait for the new code."""
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    page = enrol(phone, invitation(server, "王桂兰"))
    wait_until_installed(page)
    open_round(page, "3栋")
    phone.set_offline(True)
    tap_doors(page, 3)
    phone.clear_cookies()
    page.reload()
    expect(page.locator(".door-done")).to_have_count(3)
    phone.set_offline(False)
    note, pill = page.locator(".slot-note"), page.locator('a.pill[href="#/outbox"]')
    expect(note).to_contain_text("照常记,不会丢。上传前请重新扫一次码")
    expect(pill).to_contain_text("没有还在手机里的")
    assert count_of(server, "王桂兰") == 3
    tap_doors(page, 2)
    expect(pill).to_contain_text("没有还在手机里的")
    assert count_of(server, "王桂兰") == 5
    person = page.evaluate("localStorage.getItem('six.user')")
    page = enrol(phone, invited_again(server, person))
    open_round(page, "3栋")
    all_received(page)
    expect(page.locator(".door-done")).to_have_count(5)
    phone.close()
