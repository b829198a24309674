"""The street sets a criterion aside with a reason and an end, takes it back, and ends it."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, Server
from tests.browser.test_looks import LOOKS, axe
from tests.browser.test_standing_story import PEOPLE


def open_checklist(page: Page, server: Server, role: str) -> None:
    account, passphrase = PEOPLE[role]
    page.goto(f"{server.url}/desk/checklist")
    page.get_by_label("账号").fill(account)
    page.get_by_label("口令").fill(passphrase)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".criterion").first).to_be_visible()


def test_a_criterion_is_waived_undone_waived_again_and_ended(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    open_checklist(page, server, "street")
    page.locator(".criteria .criterion.verdict-not_met").first.get_by_role("button").click()
    opened = page.locator(".criterion", has=page.get_by_role("button", expanded=True))
    for turn in range(2):
        opened.get_by_role("button", name="免这一项").click()
        opened.get_by_label("理由").fill("外墙施工,电梯停用")
        if turn == 0:
            assert axe(page) == []
        opened.get_by_role("button", name="就这样免").click()
        expect(opened.locator(".verdict")).to_have_text(re.compile("免"))
        expect(opened).to_contain_text("不免的话:还差")
        undo = "撤销" if turn == 0 else "现在就停止"
        opened.get_by_role("button", name=undo).click()
        expect(opened.locator(".verdict")).to_have_text(re.compile("还差"))
    expect(opened.get_by_role("listitem").filter(has_text="外墙施工")).to_have_count(2)
    found = {}
    for lang, theme, _ in LOOKS:
        said = {"six.lang": lang, "six.theme": theme}
        page.evaluate(
            "s => Object.entries(s).forEach(([k, v]) => localStorage.setItem(k, v))", said
        )
        page.reload()
        expect(page.locator(".waivers li").first).to_be_visible()
        if violations := axe(page):
            found[f"{lang} {theme}"] = violations
    assert not found
    context.close()


def test_a_community_reads_waivers_and_sets_none(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    open_checklist(page, server, "community")
    page.locator(".criteria .criterion.verdict-not_met").first.get_by_role("button").click()
    expect(page.get_by_text("规则").first).to_be_visible()
    expect(page.get_by_role("button", name="免这一项")).to_have_count(0)
    context.close()
