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
    expect(band).not_to_contain_text("这一页没有留底")  # the page that the address need not name
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
    desk.get_by_role("link", name="三类人员", exact=True).click()
    expect(desk.get_by_role("heading", name="14 天里")).to_be_visible()
    desk.get_by_role("button", name="回到现在").click()
    expect(band).not_to_be_visible()


def test_a_day_to_come_is_not_judged_and_leads_to_today(desk: Page, server: Server) -> None:
    desk.goto(f"{server.url}/desk/checklist?day=2099-01-01")
    note = desk.get_by_role("alert")
    expect(note).to_contain_text("这一天还没到")
    expect(desk.locator(".criterion-head")).to_have_count(0)
    note.get_by_role("link", name="看当天").click()
    expect(desk.locator(".criterion-head").first).to_be_visible()
    expect(note).to_have_count(0)


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
    desk.get_by_role("link", name="三类人员", exact=True).click()
    new = desk.get_by_role("region", name="登记一位")
    new.get_by_label("门牌").fill("402")
    new.get_by_role("button", name="找一户").click()
    new.get_by_role("button", name="3栋 402").first.click()
    new.get_by_label("姓名").fill("赵小明")
    new.get_by_label("依据").fill("疾控电话通知")
    new.get_by_role("button", name="记下", exact=True).dblclick()
    expect(new.get_by_role("status").last).to_contain_text("记下了")
    told = desk.get_by_role("row").filter(has_text="赵**")
    expect(told).to_have_count(1)
    told.get_by_role("button").click()
    desk.reload()  # whoever was opened stays open
    expect(desk.get_by_role("region", name="经过 · 赵**")).to_contain_text("疾控电话通知")


def test_what_was_settled_stands_on_the_list_of_before_and_offers_nothing(
    desk: Page, server: Server
) -> None:
    desk.get_by_role("link", name="要处理的").click()
    rows, band = desk.locator(".matter-row"), desk.get_by_role("region", name="看哪个时候")
    first = rows.first.inner_text().split("\n")[:2]
    count = rows.count()
    before = int(datetime.now(UTC).timestamp() * 1000)
    desk.wait_for_function("at => Date.now() > at + 1000", arg=before)
    desk.locator(".acts button").first.click()
    expect(rows).to_have_count(count - 1)
    desk.goto(f"{server.url}/desk/matters?known_at={before}")
    expect(band).to_contain_text("当时知道的")
    expect(band).not_to_contain_text("这一页没有留底")
    expect(rows).to_have_count(count)
    assert rows.first.inner_text().split("\n")[:2] == first
    expect(desk.get_by_text("这是那时候的,只能看。")).to_be_visible()
    expect(desk.locator(".acts button")).to_have_count(0)
    expect(desk.locator(".menu-count")).to_have_text(str(count))
    desk.get_by_role("button", name="回到现在").click()
    expect(rows).to_have_count(count - 1)
    expect(desk.locator(".menu-count")).to_have_text(str(count - 1))
    expect(desk.locator(".acts button").first).to_be_visible()


def test_a_sample_of_today_was_not_there_an_hour_ago(desk: Page, server: Server) -> None:
    desk.get_by_role("link", name="抽查", exact=True).click()
    desk.get_by_label("查哪天").fill(yesterday())
    desk.get_by_role("button", name="抽样").click()
    expect(desk.get_by_text("抽好了")).to_be_visible()
    now = int(datetime.now(UTC).timestamp() * 1000)
    desk.goto(f"{server.url}/desk/spot?known_at={now - 3_600_000}")
    expect(desk.get_by_text("那时候还没有抽查过。")).to_be_visible()
    expect(desk.get_by_role("button", name="抽样")).to_have_count(0)
    desk.wait_for_function("at => Date.now() > at + 1000", arg=now)
    desk.goto(f"{server.url}/desk/spot?known_at={now}")
    expect(desk.locator(".drawn-doors li").first).to_contain_text("还没查")
    expect(desk.locator(".drawn-doors button")).to_have_count(0)
    assert axe(desk) == []


def test_looking_back_is_usable_by_everybody(desk: Page, server: Server) -> None:
    at = int(datetime.now(UTC).timestamp() * 1000) - 20 * 3_600_000
    found = {}
    for lang, theme, _ in LOOKS:
        desk.evaluate(
            "said => Object.entries(said).forEach(([k, v]) => localStorage.setItem(k, v))",
            {"six.lang": lang, "six.theme": theme},
        )
        for name in (
            "board",
            "since",
            "zero",
            "phones",
            "people",
            "roster",
            "audit",
            "matters",
            "spot",
            "invitations",
            "accounts",
            "exports",
        ):
            desk.goto(f"{server.url}/desk/{name}?known_at={at}")
            expect(desk.locator("main:not(.sign-in) h1").first).to_be_visible()
            desk.get_by_role("button", expanded=False).first.click()
            if violations := axe(desk):
                found[f"{name} {lang} {theme}"] = violations
    desk.set_viewport_size({"width": 683, "height": 768})  # as wide as a desk at 200 %
    assert sideways(desk) <= 0
    assert not found
