"""A page loaded again, two windows woken at once: all in the middle of an exchange."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, Playwright, Route, expect

from tests.browser.conftest import Server, persistent_phone
from tests.browser.test_faults import EXCHANGE, all_sent, chain, in_the_round, stored
from tests.browser.test_morning import due_tiles, tap_doors, wait_until_installed


def test_a_reload_in_the_middle_of_an_exchange_loses_nothing_and_doubles_nothing(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    before = stored(server)
    page = in_the_round(phone, server)
    expect(page.locator('a.pill[href="#/outbox"]')).to_contain_text("没有还在手机里的")
    taps = 0
    for arrives in (False, True):
        held: list[Route] = []

        def hold(route: Route, arrives: bool = arrives, held: list[Route] = held) -> None:
            if arrives:
                route.fetch()  # committed; its receipt never comes to the page that asked
            held.append(route)

        phone.route(EXCHANGE, hold)
        tap_doors(page, 3)
        taps += 3
        expect(page.locator(".slot-note")).to_contain_text("正在传")
        phone.unroute(EXCHANGE, hold)
        page.reload()
        assert held, "the reload did not come in the middle of an exchange"
        expect(page.locator(".slot-note")).to_contain_text("都传好了", timeout=20_000)
        expect(page.locator(".door-done")).to_have_count(taps)
        mine = [n for replica, n in stored(server) if (replica, n) not in before]
        assert mine == list(range(1, taps + 1)), "one of them is missing, or twice there"
        assert chain(page)["acked"] == taps
    phone.close()


def wake_by_worker(page: Page, server: Server, times: int) -> None:
    """The browser tells the worker that there is a network again, as Background Sync does."""
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    expect(page.locator("main").first).to_be_visible()
    assert found, "no worker is registered"
    woken = {"origin": server.url, "registrationId": found[-1], "tag": "outbox"}
    for _ in range(times):
        session.send("ServiceWorker.dispatchSyncEvent", woken | {"lastChance": False})


TAP_ALL = 'places => places.forEach((p) => document.querySelector(`[data-place="${p}"]`).click())'


def test_two_windows_seal_at_once_while_the_worker_wakes_both(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    """Fourteen taps within one moment and five calls to send: one chain, one exchange at a time."""
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    before = stored(server)
    one = in_the_round(phone, server)
    wait_until_installed(one)
    two = phone.new_page()
    two.goto(one.url)
    doors = due_tiles(one)[:14]
    expect(two.locator(f'[data-place="{doors[-1]}"]')).to_be_visible()
    under_way, most = 0, 0

    def count(route: Route) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        answer = route.fetch()
        under_way -= 1
        route.fulfill(response=answer)

    phone.route(EXCHANGE, count)
    one.evaluate(TAP_ALL, doors[0::2])
    two.evaluate(TAP_ALL, doors[1::2])
    wake_by_worker(one, server, 5)
    for page in (one, two):
        for place in doors:
            expect(page.locator(f'[data-place="{place}"]')).to_have_class(re.compile("door-done"))
    all_sent(one, server)
    expect(two.locator(".slot-note")).to_contain_text("都传好了")
    held = chain(two)
    assert held["numbers"] == list(range(1, 15)), held
    assert sorted(held["places"]) == sorted(doors)
    assert [n for replica, n in stored(server) if (replica, n) not in before] == held["numbers"]
    phone.unroute_all(behavior="wait")
    assert most == 1, "two windows exchanged at once"
    phone.close()
