"""Those above a community: the desk shows them what they may see, and nothing that only says no."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, Server


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def sign_in(page: Page, server: Server, account: str, passphrase: str) -> None:
    page.goto(f"{server.url}/desk/")
    page.get_by_label("账号").fill(account)
    page.get_by_label("口令").fill(passphrase)
    page.get_by_role("button", name="登录", exact=True).click()


def test_a_street_sees_the_board_of_each_of_its_communities(desk: Page, standing: Server) -> None:
    """It once read "there is no such page, or it is not yours"."""
    sign_in(desk, standing, "street", "tang jia dun jie dao")
    expect(desk.get_by_role("heading", level=1)).to_have_text("西桥社区居委会")
    desk.get_by_role("link", name="3栋").click()
    expect(desk.get_by_role("heading", name="3栋")).to_be_visible()


def test_a_district_begins_where_it_has_something_to_read(desk: Page, standing: Server) -> None:
    sign_in(desk, standing, "district", "jiang han qu shen he")
    expect(desk.get_by_role("heading", level=1)).to_have_text("汇总")
    expect(desk.get_by_role("link", name="盘面")).to_have_count(0)
    expect(desk.get_by_role("link", name="邀请")).to_have_count(0)
    desk.goto(f"{standing.url}/desk/audit")
    expect(desk.get_by_role("main")).to_contain_text("「查阅记录」不归你的岗位看。")
    desk.get_by_role("link", name="回到「汇总」").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("汇总")


def test_a_district_is_told_how_many_visits_there_are_and_why_they_stay_closed(
    desk: Page, standing: Server
) -> None:
    """Each of them was once a link to "there is no such page, or it is not yours"."""
    sign_in(desk, standing, "district", "jiang han qu shen he")
    desk.get_by_role("link", name="六个到位").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("六个到位")
    desk.get_by_role("button", name="每日每户").click()
    evidence = desk.locator("details", has_text="证据")
    evidence.locator("summary").click()
    expect(evidence).to_contain_text("只有社区和街道能打开")
    expect(evidence.get_by_role("link")).to_have_count(0)


def test_a_missed_disinfection_opens_at_its_round(desk: Page, standing: Server) -> None:
    sign_in(desk, standing, "street", "tang jia dun jie dao")
    expect(desk.get_by_role("heading", level=1)).to_have_text("西桥社区居委会")
    desk.get_by_role("link", name="消杀卫生").click()
    missing = desk.locator(".detail").get_by_role("row").nth(1)
    where = missing.get_by_role("link").first
    named = where.inner_text()
    where.click()
    expect(desk.locator("#round")).to_contain_text(named.split(" ")[-1])


def test_what_a_phone_has_sent_opens_as_that_many_records(desk: Page, standing: Server) -> None:
    sign_in(desk, standing, "street", "tang jia dun jie dao")
    expect(desk.get_by_role("heading", level=1)).to_have_text("西桥社区居委会")
    desk.get_by_role("link", name="没上传的手机", exact=True).click()
    received = desk.get_by_role("row", name="陈国强").get_by_role("link").last
    sent = received.inner_text()
    received.click()
    expect(desk.get_by_role("heading", level=2, name=f"{sent} 条", exact=True)).to_be_visible()
    rows = desk.locator("tbody tr")
    expect(rows).to_have_count(100)
    desk.get_by_role("button", name="再看早一些的").click()
    expect(rows).to_have_count(200)
