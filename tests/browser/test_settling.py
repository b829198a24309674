"""The desk without a mouse, and a record corrected, voided and brought back where it is shown."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESK, Server
from tests.browser.test_looks import axe
from tests.browser.test_matters import MOST_KEYS, Keys
from tests.browser.test_morning import sign_in


def test_a_missing_door_a_verdict_and_a_conflict_are_reached_by_keys_alone(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    desk = context.new_page()
    sign_in(desk, server)
    keys = Keys(desk)
    keys.press("g", "c")
    expect(desk.get_by_role("heading", name="排查摸底")).to_be_visible()
    keys.press("n", "Enter")
    expect(desk.get_by_text("规则").first).to_be_visible()
    expect(desk.locator(".detail tbody th").first).to_be_visible()
    keys.press("g", "m")
    keys.find("记的不一样")
    expect(desk.locator(".side-card")).to_have_count(2)
    said_by = desk.locator(".side-card h3").all_inner_texts()
    expect(desk.locator(".matter")).not_to_contain_text(re.compile(r"\d{4}-\d\d-\d\d"))
    keys.press("2")
    expect(desk.get_by_role("status")).to_contain_text("记下了")
    expect(desk.locator(".matter-row", has_text="记的不一样")).to_have_count(0)
    keys.press("?")
    expect(desk.get_by_role("dialog")).to_contain_text("撤销刚才那件")
    keys.press("Escape")
    assert keys.pressed <= MOST_KEYS
    keys.press("u")
    expect(desk.get_by_role("status")).to_contain_text("已撤销")
    keys.find("记的不一样")
    expect(desk.locator(".side-card")).to_have_count(2)
    assert desk.locator(".side-card h3").all_inner_texts() == said_by
    context.close()


def test_a_record_is_corrected_voided_and_brought_back_with_its_reasons(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    desk = context.new_page()
    sign_in(desk, server)
    desk.get_by_role("link", name=re.compile("要处理的")).click()
    desk.locator(".matter-row", has_text="记的不一样").click()
    desk.get_by_role("link", name="打开记录").click()
    desk.get_by_role("button", name="都对,加说明").click()
    desk.get_by_label("说明").fill("先后两次")
    desk.get_by_role("button", name="记下").click()
    expect(desk.get_by_role("heading", name="两种说法,定一个")).not_to_be_visible()
    fields = desk.get_by_role("region", name="记了什么")

    desk.get_by_role("button", name="更正").click()
    assert axe(desk) == []
    desk.get_by_label("体温").fill("37.6")
    desk.get_by_label("为什么").fill("听错了")
    desk.get_by_role("button", name="存下").click()
    expect(fields).to_contain_text("37.6 ℃")
    expect(desk.get_by_role("region", name=re.compile("经过"))).to_contain_text("听错了")
    desk.get_by_role("button", name="撤销").click()
    expect(fields).not_to_contain_text("37.6 ℃")

    desk.get_by_role("button", name="作废").click()
    desk.get_by_label("为什么").fill("记错了门")
    desk.locator(".with-reason").get_by_role("button", name="作废").click()
    expect(desk.get_by_text("这条已作废")).to_be_visible()
    assert axe(desk) == []
    desk.get_by_role("button", name="恢复这条").click()
    expect(desk.get_by_text("这条已作废")).not_to_be_visible()
    context.close()
