"""Another campaign on the same phone: its doors, its one-tap answer and its counts are data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Server, serving_demo
from tests.browser.office import secretary
from tests.browser.test_duties import all_sent, go, saved, slot
from tests.browser.test_looks import LOOKS, axe, dress, sideways, small_targets
from tests.browser.test_morning import enrol, invitation, wait_until_installed

BUILDING = "420103009001.1.3"


@pytest.fixture
def server(demo_data: Path, tmp_path: Path) -> Iterator[Server]:
    """The demonstration under the mosquito policy."""
    with serving_demo(demo_data, tmp_path, SIX_POLICY="vector-2025-jiedong") as running:
        yield running


def test_a_building_is_surveyed_by_one_tap_a_door_and_counted_where_there_is_water(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = enrol(context, invitation(server, "王桂兰"))
    wait_until_installed(page)
    go(page, server, "#/today")
    page.get_by_role("link", name="积水容器检查 · 3栋").click()
    expect(page.locator(".door-due[data-place]").first).to_be_visible()
    _look(page)
    context.set_offline(True)
    server.stop()

    def tile(door: str) -> Any:
        return page.locator(f'[data-place="{BUILDING}.1.{door}"]')

    tile("1501").click()
    saved(page, "3栋 1501 正常")
    expect(tile("1501")).to_contain_text("✓正常")
    page.get_by_role("radio", name="数一数").click()
    tile("1502").click()
    sheet = page.locator("dialog")
    for _ in range(3):
        sheet.get_by_role("button", name="多一个 积水容器").click()
    expect(sheet.get_by_text("填了一半的也存手机了")).to_be_visible()
    page.reload()
    page.get_by_role("radio", name="数一数").click()
    tile("1502").click()
    expect(sheet).to_contain_text(re.compile(r"接着 \d?\d:\d\d 填的"))
    expect(sheet.get_by_role("spinbutton", name="积水容器")).to_have_value("3")
    sheet.get_by_role("button", name="多一个 阳性容器").click()
    sheet.get_by_role("button", name="贮水容器").click()
    sheet.get_by_role("button", name="记下").click()
    saved(page, "3栋 1502 记了 3/1")
    expect(tile("1502")).to_contain_text("!3/1")
    expect(page.locator("main")).to_contain_text("今天合计:积水容器 3 · 阳性容器 1")
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "2")
    tile("1502").click()
    sheet.get_by_role("button", name="少一个 阳性容器").click()
    sheet.get_by_role("button", name="记下").click()
    expect(tile("1502")).to_contain_text("✓3/0")
    page.get_by_role("button", name="撤销").click()
    expect(tile("1502")).to_contain_text("待查")
    expect(slot(page)).to_contain_text("1502")

    server.start()
    all_sent(page, server, context)
    context.close()
    told = [(one["place"], one["set"]) for one in secretary(server).told("vector_survey")]
    assert (f"{BUILDING}.1.1501", {"containers": 0, "positive": 0}) in told


def _look(page: Page) -> None:
    wrong: dict[str, Any] = {}
    for look in LOOKS:
        dress(page, *look)
        expect(page.locator(".door-due").first).to_be_visible()
        found = [axe(page), small_targets(page, 48), max(0, sideways(page))]
        page.get_by_role("radio").nth(1).click()
        page.locator(".door-due").first.click()
        expect(page.locator("dialog .stepper").first).to_be_visible()
        page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
        found += [axe(page), small_targets(page, 48)]
        if any(found):
            wrong[str(look)] = found
    dress(page, *LOOKS[0])
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)
