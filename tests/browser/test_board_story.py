"""A secretary at the desk: what five seconds show, what two clicks explain, what a key reaches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, Server
from tests.browser.test_reviewers import sign_in


@pytest.fixture
def desk(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, server, "xiao", "shuang liu xiao qu")
    expect(page.get_by_role("navigation")).to_be_visible()
    yield page
    context.close()


def test_a_missed_round_is_explained_and_taken_back(desk: Page) -> None:
    desk.get_by_role("link", name="漏掉的轮次").click()
    lift = desk.get_by_role("link", name="2栋 电梯").filter(has_text="漏了").first
    lift.click()
    panel = desk.get_by_role("complementary")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    expect(panel.get_by_role("heading", name="当时谁负责")).to_be_visible()
    expect(panel.locator(".sentence")).to_contain_text("跟社区说一声就行")
    panel.get_by_label("当时什么情况").fill("电梯当晚检修")
    panel.get_by_role("button", name="记为已说明").click()
    expect(panel.get_by_role("status").last).to_contain_text("已说明,记下了")
    expect(panel.get_by_role("listitem").filter(has_text="电梯当晚检修")).to_be_visible()
    expect(desk.locator("a.round[aria-current]")).to_contain_text("已说明")
    panel.get_by_role("button", name="撤销").click()
    expect(desk.locator("a.round[aria-current]")).not_to_contain_text("已说明")
    expect(panel.get_by_text("电梯当晚检修")).to_be_visible()  # what was said stays readable
