"""Phones are killed, wiped, full, their clocks wrong, their answers lost; their records are not."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, Route, expect

from tests.browser.conftest import DESK, PHONE, Server, persistent_phone
from tests.browser.test_morning import (
    enrol,
    invitation,
    open_round,
    sign_in,
    tap_doors,
    wait_until_installed,
)

SAFE = "都传好了,可以放心关掉"
EXCHANGE = "**/api/v1/exchange"
DAYS_2 = 48 * 3600 * 1000


@contextmanager
def handset(browser: Browser, **options: object) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        has_touch=True,
        locale="zh-CN",
        **options,  # type: ignore[arg-type]
    )
    try:
        yield context
    finally:
        context.close()


def records_of(server: Server, name: str) -> list[tuple[int, int]]:
    """(n, flags) of what the server holds of a person, in the order of their chains."""
    asked = """SELECT op.n, op.flags FROM op JOIN replica ON replica.key = op.replica_key
               JOIN account ON account.key = replica.user_key WHERE account.name = ?
               ORDER BY replica.key, op.n"""
    with closing(sqlite3.connect(server.data / "six.sqlite")) as connection:
        return list(connection.execute(asked, (name,)))


def waiting(page: Page, count: int) -> None:
    expect(page.locator('a.pill[href="#/outbox"]')).to_contain_text(str(count))


def all_received(page: Page) -> None:
    expect(page.locator(".slot-note")).to_contain_text(SAFE, timeout=30_000)


def test_two_tabs_seal_into_one_chain(browser: Browser, server: Server) -> None:
    with handset(browser) as phone:
        first = enrol(phone, invitation(server, "王桂兰"))
        open_round(first, "3栋")
        second = phone.new_page()
        second.goto(first.url)
        expect(second.locator(".door-due").first).to_be_visible(timeout=15_000)
        phone.set_offline(True)
        tap_doors(first, 6)
        expect(second.locator(".door-done")).to_have_count(6)
        tap_doors(second, 6)
        expect(first.locator(".door-done")).to_have_count(12)
        waiting(first, 12)
        phone.set_offline(False)
        all_received(first)
        all_received(second)
    assert [n for n, _ in records_of(server, "王桂兰")] == list(range(1, 13))


def test_an_answer_lost_after_the_commit_makes_no_second_record(
    browser: Browser, server: Server
) -> None:
    lost: list[int] = []

    def drop_the_answer(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    with handset(browser) as phone:
        page = enrol(phone, invitation(server, "王桂兰"))
        open_round(page, "3栋")
        page.route(EXCHANGE, drop_the_answer)
        tap_doors(page, 5)
        expect(page.locator(".slot-note")).not_to_contain_text(SAFE)
        page.reload()
        all_received(page)
    assert lost == [200, 200]
    assert [n for n, _ in records_of(server, "王桂兰")] == [1, 2, 3, 4, 5]


def test_a_browser_killed_after_the_tap_has_every_tap(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    """已存手机 is said of what survives, twenty times out of twenty."""
    profile = tmp_path / "lead"
    phone = persistent_phone(playwright_driver, profile)
    page = enrol(phone, invitation(server, "王桂兰"))
    wait_until_installed(page)
    open_round(page, "3栋")
    address = page.url
    phone.set_offline(True)
    for kill in range(1, 21):
        tap_doors(page, 1)
        expect(page.locator(".slot")).to_contain_text("已存手机")
        kill_browser(phone, profile)
        phone = persistent_phone(playwright_driver, profile, offline=True)
        page = phone.new_page()
        page.goto(address)
        expect(page.locator(".door-done")).to_have_count(kill)
    phone.close()


def kill_browser(phone: BrowserContext, profile: Path) -> None:
    """SIGKILL for every process that works on the profile: nothing is flushed on the way out."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            words = b""
            with suppress(OSError):
                words = (process / "cmdline").read_bytes()
            if f"--user-data-dir={profile}".encode() in words:
                os.kill(int(process.name), signal.SIGKILL)
    with suppress(Error):
        phone.close()


def test_a_phone_that_was_cleaned_says_how_much_it_lost(browser: Browser, server: Server) -> None:
    with handset(browser) as phone:
        page = enrol(phone, invitation(server, "王桂兰"))
        open_round(page, "3栋")
        tap_doors(page, 2)
        all_received(page)
        phone.set_offline(True)
        tap_doors(page, 3)
        waiting(page, 3)
        page.evaluate(
            """async () => {
                const names = (await indexedDB.databases()).map((each) => each.name);
                await Promise.all(names.map((name) => new Promise((done) => {
                    const asked = indexedDB.deleteDatabase(name);
                    asked.onsuccess = asked.onerror = asked.onblocked = done;
                })));
            }"""
        )
        phone.set_offline(False)
        page.reload()
        expect(page.locator("main").first).to_be_visible()
    with closing(sqlite3.connect(server.data / "six.sqlite")) as connection:
        held = connection.execute("SELECT count(*) FROM op").fetchone()
    assert held[0] > 0, "what was received stays"


@pytest.mark.parametrize("off", [DAYS_2, -DAYS_2], ids=["ahead", "behind"])
def test_a_clock_two_days_off_loses_nothing_and_is_flagged(
    browser: Browser, server: Server, off: int
) -> None:
    with handset(browser) as phone:
        phone.add_init_script(f"""{{ const true_now = Date.now.bind(Date);
            Date.now = () => true_now() + {off}; }}""")
        page = enrol(phone, invitation(server, "王桂兰"))
        page.goto(f"{server.url}/#/building/420103009001.1.3")
        tap_doors(page, 3)
        expect(page.locator(".slot-note")).to_contain_text("手机时间差了 2 天", timeout=15_000)
        expect(page.locator('a.pill[href="#/outbox"] b')).to_have_count(0)
    assert len(records_of(server, "王桂兰")) == 3


def test_a_log_in_page_is_no_receipt(browser: Browser, server: Server) -> None:
    with handset(browser) as phone:
        page = enrol(phone, invitation(server, "王桂兰"))
        open_round(page, "3栋")
        html = "<html><title>Free Wi-Fi</title></html>"
        page.route(
            "**/api/**",
            lambda route: route.fulfill(status=200, content_type="text/html", body=html),
        )
        tap_doors(page, 2)
        expect(page.locator(".slot-note")).to_contain_text("要先登录它的网页")
        page.unroute("**/api/**")
        page.reload()
        all_received(page)
    assert len(records_of(server, "王桂兰")) == 2


def test_an_old_browser_does_the_round_all_the_same(browser: Browser, server: Server) -> None:
    """Without a worker, locks, vibration, sharing, wake lock or a word about storage."""
    with handset(browser, service_workers="block") as phone:
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
    assert len(records_of(server, "王桂兰")) == 3


def test_an_outbox_that_finds_no_network_is_carried_to_the_desk(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    with handset(browser) as phone:
        page = enrol(phone, invitation(server, "王桂兰"))
        open_round(page, "3栋")
        tap_doors(page, 1)
        all_received(page)
        phone.set_offline(True)
        tap_doors(page, 4)
        page.goto(f"{server.url}/#/outbox")
        with page.expect_download() as told:
            page.get_by_role("button", name="备份成文件").click()
        file = tmp_path / told.value.suggested_filename
        told.value.save_as(file)
        expect(page.get_by_text("已备份")).to_be_visible()
    assert json.loads(file.read_text("utf-8"))["six"] == "rescue"
    with handset(browser) as office:
        desk = office.new_page()
        desk.set_viewport_size(DESK)  # type: ignore[arg-type]
        sign_in(desk, server)
        desk.goto(f"{server.url}/desk/phones")
        desk.locator('input[type="file"]').set_input_files(file)
        desk.get_by_role("button", name="先看看").click()
        take = desk.get_by_role("button", name="收下 4 条")
        expect(take).to_be_visible()
        assert len(records_of(server, "王桂兰")) == 1, "looking at a file takes nothing in"
        take.click()
        expect(desk.get_by_text("已收下 王桂兰 的 4 条记录")).to_be_visible()
    assert [n for n, _ in records_of(server, "王桂兰")] == [1, 2, 3, 4, 5]
