"""The story of looking back: a moment chosen, what was known then, and what came after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, Server
from tests.browser.test_looks import LOOKS, axe, sideways
from tests.browser.test_morning import sign_in

ZONE = timedelta(hours=8)


@pytest.fixture
def desk(browser: Browser, server: Server) -> Page:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, server)
    return page


def yesterday() -> str:
    return (datetime.now(UTC) + ZONE - timedelta(days=1)).strftime("%Y-%m-%d")


def look_at(desk: Page, day: str, time: str) -> None:
    desk.get_by_role("button", name="看哪个时候: 现在").click()
    desk.get_by_label("日期").fill(day)
    desk.get_by_label("时间", exact=True).fill(time)
    desk.get_by_role("button", name="看那个时候").click()


def test_yesterday_noon_is_shown_as_known_then_with_what_came_since(
    desk: Page, server: Server
) -> None:
    look_at(desk, yesterday(), "13:30")
    band = desk.get_by_role("region", name="看哪个时候")
    expect(band).to_contain_text("13:30 当时知道的")
    expect(band).to_contain_text("之后又收到")
    expect(desk.locator(".heading")).to_contain_text("13:30")
    desk.get_by_role("link", name="六个到位").click()
    expect(desk.locator(".heading")).to_contain_text("13:30")
    desk.get_by_role("link", name="名册设置").click()
    expect(desk.get_by_role("region", name="小区、楼栋、户、点位")).to_contain_text("户")
    expect(desk.get_by_role("button", name="添小区")).to_have_count(0)
    expect(band).not_to_contain_text("这一页没有留底")
    desk.get_by_role("link", name="看差别").click()
    expect(desk.get_by_role("heading", name="之后的差别")).to_be_visible()
    expect(desk.get_by_role("heading", name="变了的结论")).to_be_visible()
    assert desk.get_by_role("row").count() > 2
    desk.get_by_role("button", name="回到现在").click()
    expect(band).not_to_be_visible()


def test_the_fourteen_days_say_why_and_what_if(desk: Page) -> None:
    desk.get_by_role("link", name="14天计时").click()
    expect(desk.get_by_role("img").first).to_be_visible()
    expect(desk.get_by_text("为什么").first).to_be_visible()
    desk.get_by_text("看成表格").first.click()
    expect(desk.get_by_role("columnheader", name="查齐").first).to_be_visible()
    suppose = desk.get_by_role("checkbox", name="若今天解除").first
    if suppose.count():
        suppose.check()
        expect(desk.get_by_text("只是算给你看").first).to_be_visible()


def test_looking_back_is_usable_by_everybody(desk: Page, server: Server) -> None:
    at = int(datetime.now(UTC).timestamp() * 1000) - 20 * 3_600_000
    found = {}
    for lang, theme, _ in LOOKS:
        desk.evaluate(
            "said => Object.entries(said).forEach(([k, v]) => localStorage.setItem(k, v))",
            {"six.lang": lang, "six.theme": theme},
        )
        for name in ("board", "since", "zero", "phones", "people", "roster", "audit"):
            desk.goto(f"{server.url}/desk/{name}?known_at={at}")
            expect(desk.locator("main h1").first).to_be_visible()
            desk.get_by_role("button", expanded=False).first.click()
            if violations := axe(desk):
                found[f"{name} {lang} {theme}"] = violations
    desk.set_viewport_size({"width": 683, "height": 768})  # as wide as a desk at 200 %
    assert sideways(desk) <= 0
    assert not found
