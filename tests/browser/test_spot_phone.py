"""A spot check in the stairwell: the drawn doors on a phone of the community, without signal."""

from __future__ import annotations

import json
import time
from typing import Any

from playwright.sync_api import Browser, Page, expect

from sync.days import SHANGHAI, day_of
from tests.browser.addresses import COMPOUND
from tests.browser.conftest import PHONE, Server
from tests.browser.office import Desk
from tests.browser.test_duties import all_sent, desk, go, saved
from tests.browser.test_looks import LOOKS, axe, dress, sideways, small_targets
from tests.browser.test_morning import enrol, places_of, wait_until_installed
from tests.browser.test_spot import visit_doors

__all__ = ["desk"]


def checker_invited(server: Server) -> str:
    """The street sends somebody of the community who is at home in no building."""
    street = Desk(server.url)
    said = {"account": "street", "passphrase": "tang jia dun jie dao"}
    street.token = street.ask("POST", "/api/v1/auth/sign-in", said)["access"]
    guest = {"name": "老钱", "role": "community", "places": ["420103009001"], "until": "2099-01-01"}
    return f"{server.url}/#i={street.ask('POST', '/api/v1/invitations', guest)['token']}"


def tap(page: Page, place: str, stamp: str, says: str) -> None:
    page.get_by_role("radio", name=stamp).click()
    page.locator(f'[data-place="{place}"]').click()
    saved(page, says)


def test_a_spot_check_without_signal_replaces_who_is_away_and_ends_in_words(
    browser: Browser, desk: Desk, server: Server
) -> None:
    visit_doors(server, 45)
    drawn = desk.ask(
        "POST",
        "/api/v1/spot-samples",
        {
            "place": COMPOUND,
            "day": day_of(time.time_ns() // 1_000_000, SHANGHAI),
            "checker": "老钱",
        },
    )
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = enrol(context, checker_invited(server))
    wait_until_installed(page)
    go(page, server, "#/today")
    page.get_by_role("link", name="抽查 · ").click(timeout=20_000)
    doors = page.locator(".give")
    expect(doors).to_have_count(30)
    expect(page.get_by_text("早查 正常 上门").first).to_be_visible()
    _look(page)
    expect(doors).to_have_count(30)
    context.set_offline(True)
    server.stop()

    places = places_of(doors)
    tap(page, places[0], "没见到人", "没见到人")
    expect(doors).to_have_count(31)
    tap(page, places[1], "对不上", "对不上")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(f'[data-place="{places[1]}"]')).to_contain_text("待查")
    tap(page, places[1], "对不上", "对不上")
    waiting = page.locator(".give:has(.give-due)")
    for _ in range(waiting.count()):
        place = str(waiting.first.get_attribute("data-place"))
        page.locator(f'[data-place="{place}"]').click()
        expect(page.locator(f'[data-place="{place}"] .give-done')).to_be_visible()
    expect(page.get_by_text("抽查通过。查了 30 处,对不上 1 处(最多 1 处)。")).to_be_visible()
    page.locator(f'[data-place="{places[2]}"]').click()
    page.locator("dialog").get_by_role("button", name="改记:对不上").click()
    expect(page.get_by_text("请社区再抽一次;这不说明谁做错了。")).to_be_visible()

    server.start()
    all_sent(page, server, context)
    context.close()
    asked = f"/api/v1/spot-samples?place={COMPOUND}"
    (sample,) = desk.ask("GET", asked)["samples"]
    assert sample["id"] == drawn["sample"]
    told = {name: sample[name] for name in ("verdict", "disagrees", "not_reached", "asks_second")}
    assert told == {"verdict": "failed", "disagrees": 2, "not_reached": 1, "asks_second": True}


def _look(page: Page) -> None:
    wrong: dict[str, Any] = {}
    for look in LOOKS:
        dress(page, *look)
        expect(page.locator(".give").first).to_be_visible()
        found = axe(page), small_targets(page, 48), max(0, sideways(page))
        if any(found):
            wrong[str(look)] = found
    dress(page, *LOOKS[0])
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


def test_a_street_checks_doors_on_a_phone_of_its_own(
    browser: Browser, desk: Desk, server: Server
) -> None:
    visit_doors(server, 3)
    today = day_of(time.time_ns() // 1_000_000, SHANGHAI)
    desk.ask("POST", "/api/v1/spot-samples", {"place": COMPOUND, "day": today})
    operator = Desk(server.url)
    said = {"account": "operator", "passphrase": "xi tong wei hu yuan"}
    operator.token = operator.ask("POST", "/api/v1/auth/sign-in", said)["access"]
    guest = {"name": "老孙", "role": "street", "places": ["420103009"], "until": "2099-01-01"}
    invited = operator.ask("POST", "/api/v1/invitations", guest)["token"]
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = enrol(context, f"{server.url}/#i={invited}")
    page.get_by_role("link", name="抽查 · ").click(timeout=20_000)
    expect(page.get_by_text("那天记了做过,记录不在这台手机里").first).to_be_visible()
    page.locator(".give").first.click()
    saved(page, "对得上")
    all_sent(page, server, context)
    context.close()
    (sample,) = desk.ask("GET", f"/api/v1/spot-samples?place={COMPOUND}")["samples"]
    assert (sample["checked"], sample["agrees"]) == (1, 1)
