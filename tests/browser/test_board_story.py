"""A secretary at the desk: what five seconds show, what two clicks explain, what a key reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, Server
from tests.browser.test_looks import sideways
from tests.browser.test_matters import MOST_KEYS, Keys
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
    expect(panel.locator(".sentence")).to_contain_text("2栋 电梯")
    why = panel.get_by_label("当时什么情况")
    why.fill("电梯当晚检修")
    desk.context.set_offline(True)
    panel.get_by_role("button", name="记为已说明").click()
    expect(panel.get_by_role("status").last).to_contain_text("这一页都还在")
    expect(why).to_have_value("电梯当晚检修")
    expect(desk.get_by_text("等会儿自动再取").first).to_be_visible()
    desk.context.set_offline(False)
    expect(desk.get_by_text("等会儿自动再取")).to_have_count(0)  # and so it is
    panel.get_by_role("button", name="记为已说明").click()
    expect(panel.get_by_role("status").last).to_contain_text("已说明,记下了")
    expect(panel.get_by_role("listitem").filter(has_text="电梯当晚检修")).to_be_visible()
    expect(desk.locator("a.round[aria-current]")).to_contain_text("已说明")
    panel.get_by_role("button", name="撤销").click()
    expect(desk.locator("a.round[aria-current]")).not_to_contain_text("已说明")
    expect(panel.get_by_text("电梯当晚检修")).to_be_visible()  # what was said stays readable
    panel.get_by_role("button", name="关上").click()
    expect(lift).to_be_focused()


def test_a_missing_disinfection_is_explained_in_two_clicks(desk: Page) -> None:
    desk.get_by_role("link", name="漏掉的轮次").click()
    desk.get_by_role("link", name="2栋 电梯").filter(has_text="漏了").first.click()
    panel = desk.get_by_role("complementary")
    expect(panel).to_contain_text("这个点位这一轮没有消杀记录")
    expect(panel).to_contain_text("物业")  # who was responsible
    expect(panel).to_contain_text("负责的手机都交齐了")  # so it is not only unheard of
    box = panel.bounding_box()
    assert box and box["y"] + 200 < DESK["height"]


def test_a_missing_door_is_reached_and_opened_by_keys_alone(desk: Page) -> None:
    keys = Keys(desk)
    keys.press("g", "l")
    expect(desk.locator(".rounds")).to_be_visible()
    keys.press("n", "ArrowDown", "Enter")
    panel = desk.get_by_role("complementary")
    expect(panel.locator(".round-doors a").first).to_be_visible()
    while desk.evaluate("!document.activeElement.closest('.round-doors')"):
        keys.press("Tab")
    door = desk.evaluate("document.activeElement.textContent").split()[1]
    keys.press("Enter")
    expect(desk.locator(".door[aria-current]")).to_contain_text(door)
    expect(desk.get_by_role("complementary")).to_contain_text(door)
    assert keys.pressed <= MOST_KEYS


def test_what_is_not_heard_yet_is_not_said_to_be_undone(desk: Page) -> None:
    desk.get_by_role("link", name="漏掉的轮次").click()
    desk.get_by_role("link", name="1栋").filter(has_text="还没听到").first.click()
    panel = desk.get_by_role("complementary")
    expect(panel.get_by_role("heading", name="还不清楚的")).to_be_visible()
    expect(panel).not_to_contain_text("没做到")
    # Heard of since: what is said is when it last sent all, as 没上传的手机 does.
    expect(panel.get_by_role("listitem").filter(has_text="Redmi")).to_contain_text("上次交齐")


def test_arrow_keys_walk_the_building_as_it_stands(desk: Page) -> None:
    desk.get_by_role("link", name="3栋").first.click()
    desk.get_by_role("link", name="1502").focus()
    desk.keyboard.press("ArrowDown")
    expect(desk.get_by_role("link", name="1402")).to_be_focused()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    expect(desk.locator(".door[aria-current]")).to_contain_text("1403")
    expect(desk.get_by_role("heading", name="14 天一户一户看")).to_be_visible()
    desk.get_by_role("button", name="看表格").click()
    expect(desk.get_by_role("row", name="1403")).to_contain_text("正常")


def test_the_board_shows_only_what_is_asked_for(desk: Page) -> None:
    earlier = desk.locator("select option").nth(1).get_attribute("value")
    desk.locator(".heading select").select_option(earlier)
    desk.get_by_label("只看").select_option("vacant")
    expect(desk.locator(".card").first).to_be_visible()
    desk.get_by_label("排列").select_option("need")
    expect(desk.locator(".card").first).to_contain_text("没交齐")
    desk.get_by_role("link", name="这一轮异常").click()
    expect(desk.locator(".card:not(:has(.cell-exception))")).to_have_count(0)


def test_the_wall_says_its_age_when_the_line_is_lost(desk: Page, server: Server) -> None:
    desk.clock.install()
    desk.set_viewport_size({"width": 1920, "height": 1080})
    desk.goto(f"{server.url}/desk/wall")
    expect(desk.locator(".wall-towers .tower").first).to_be_visible()
    expect(desk.get_by_role("navigation")).to_have_count(0)
    assert sideways(desk) <= 0
    assert "李秀珍" not in desk.content()  # nobody's name
    desk.context.set_offline(True)
    desk.clock.fast_forward("03:00")
    desk.clock.fast_forward("01:00")
    expect(desk.get_by_role("status")).to_contain_text("断线了")
    expect(desk.locator(".wall-towers .tower").first).to_be_visible()
    desk.context.set_offline(False)
    desk.clock.fast_forward("01:00")
    expect(desk.get_by_role("status")).not_to_contain_text("断线了")


def test_the_checklist_leads_to_the_gate_round_the_clock(desk: Page) -> None:
    desk.get_by_role("link", name="六个到位", exact=True).click()
    desk.get_by_role("region", name="封闭管理").get_by_role("link", name="门岗值守").click()
    expect(desk.locator(".gate-bands")).to_be_visible()
    expect(desk.get_by_role("img")).to_have_attribute("aria-label", re.compile("最近一次"))
    desk.get_by_text("看表格").click()
    row = desk.get_by_role("row").filter(has_text="小孙").first
    row.get_by_role("link").first.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("值守")
