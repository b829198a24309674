"""Fire safety from door to door: one tap where nothing was found, one more for all else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.addresses import BUILDING, COMPOUND
from tests.browser.conftest import PHONE, Server, serving_demo
from tests.browser.office import secretary, worker_invited
from tests.browser.test_duties import all_sent, go, saved
from tests.browser.test_looks import axe, dress, sideways, small_targets
from tests.browser.test_morning import enrol, wait_until_installed


@pytest.fixture
def server(demo_data: Path, tmp_path: Path) -> Iterator[Server]:
    """The demonstration under the policy of another campaign."""
    with serving_demo(demo_data, tmp_path, SIX_POLICY="fire-2025-door-knock") as running:
        yield running


def test_doors_and_passages_are_looked_at_with_one_tap_without_signal(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = enrol(context, worker_invited(server))
    wait_until_installed(page)
    go(page, server, "#/today")
    page.get_by_role("link", name="消防查看 · 3栋").click()
    expect(page.locator(".door-due[data-place]").first).to_be_visible()
    for look in (("en", "dark", "30"), ("zh", "light", "17")):
        dress(page, *look)
        expect(page.locator(".door-due").first).to_be_visible()
        assert not axe(page) and not small_targets(page, 48) and sideways(page) <= 0
    context.set_offline(True)
    server.stop()

    def tile(door: str) -> Locator:
        return page.locator(f'[data-place="{BUILDING}.1.{door}"]')

    tile("1501").click()
    saved(page, "3栋 1501 正常")
    for stamp, door in (("有隐患", "1502"), ("没人", "1503")):
        page.get_by_role("radio", name=stamp).click()
        tile(door).click()
        saved(page, f"3栋 {door} {stamp}")
    expect(tile("1502")).to_contain_text("!有隐患")
    expect(tile("1503")).to_contain_text("?没人")
    tile("1503").click()
    sheet = page.locator("dialog")
    sheet.get_by_role("radio", name="正常").click()
    sheet.get_by_role("button", name="记下").click()
    expect(tile("1503")).to_contain_text("✓正常")

    # The bicycle shed and the gate stand in no building.
    go(page, server, f"#/survey/fire_check/{COMPOUND}")
    outside = page.locator(".place.door-due")
    assert outside.count() > 0 and page.locator(".floor").count() == 0
    outside.first.click()
    expect(page.locator(".place.door-done")).to_have_count(1)

    server.start()
    all_sent(page, server, context)
    context.close()
    told = secretary(server).told("fire_check")
    assert sorted(op["set"]["result"] for op in told) == [
        "clear", "clear", "clear", "hazard", "no_answer",
    ]  # fmt: skip
    assert all(op["slot"] for op in told)
