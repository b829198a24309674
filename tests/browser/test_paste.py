"""The group's 接龙 pasted in the stairwell: three groups, every doubt asked, one undo for all."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Server
from tests.browser.test_duties import all_sent, go, slot
from tests.browser.test_looks import LOOKS, axe, dress, sideways, small_targets
from tests.browser.test_morning import enrol, invitation, wait_until_installed

BUILDING = "420103009001.1.3"
PASTED = """#接龙
3栋体温 37.3 以下正常

1. 3-1501 36.5 正常
2. 3栋1502室 无发热咳嗽
3. 1503
4. 1504
5. 1302 娃
发烧37.8
6. 小孩外婆 36.7
7. 5栋1402 36.5"""


def test_a_pasted_list_records_what_is_clear_asks_the_rest_and_is_taken_back_at_once(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = enrol(context, invitation(server, "王桂兰"))
    wait_until_installed(page)
    go(page, server, f"#/building/{BUILDING}")
    expect(page.locator(".door-due[data-place]").first).to_be_visible()
    go(page, server, f"#/paste/{BUILDING}")
    _look(page)
    context.set_offline(True)
    server.stop()

    page.get_by_label("接龙的字").fill(PASTED)
    page.get_by_role("button", name="认一下").click()
    expect(page.get_by_role("heading", name="认出 3 户")).to_be_visible()
    expect(page.get_by_role("heading", name="拿不准 4 条")).to_be_visible()
    expect(page.locator(".paste-ill")).to_contain_text("1302")
    page.get_by_role("button", name="2 条只写门牌的都记正常").click()
    expect(page.get_by_role("heading", name="拿不准 2 条")).to_be_visible()
    page.get_by_label("选一户:小孩外婆 36.7").select_option(f"{BUILDING}.1.302")
    page.get_by_role("button", name="跳过").click()
    page.get_by_role("button", name="记下 6 户").click()
    expect(slot(page)).to_contain_text("6 户按微信记下 · 已存手机")
    expect(page.locator(f'[data-place="{BUILDING}.1.1302"]')).to_contain_text("37.8")
    page.get_by_role("button", name="撤销").click()
    expect(slot(page)).to_contain_text("6 户的接龙已撤销")
    for door in ("1501", "302", "1302"):
        tile = page.locator(f'[data-place="{BUILDING}.1.{door}"]')
        expect(tile).to_contain_text("待查")

    server.start()
    all_sent(page, server, context)
    context.close()


def _look(page: Page) -> None:
    wrong: dict[str, Any] = {}
    for look in LOOKS:
        dress(page, *look)
        page.locator("textarea").fill(PASTED)
        page.locator("main .button-main").click()
        expect(page.locator(".paste-line").first).to_be_visible()
        found = axe(page), small_targets(page, 48), max(0, sideways(page))
        if any(found):
            wrong[str(look)] = found
    dress(page, *LOOKS[0])
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)
