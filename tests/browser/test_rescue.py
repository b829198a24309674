"""The story of a phone without any network: its file comes to the desk, and its doors count."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, Page, expect

from sync.rescue import write_rescue
from tests.browser.conftest import DESK, Server
from tests.browser.test_looks import axe
from tests.browser.test_morning import invitation, sign_in
from tests.phones import HttpPhone, UrlWire

BUILDING = "420103009001.1.3"


def now() -> int:
    return time.time_ns() // 1_000_000


def phone_of(server: Server) -> HttpPhone:
    """A phone that was heard once, and has three doors on it since."""
    token = invitation(server, "王桂兰").rpartition("=")[2]
    phone = HttpPhone.enrol(UrlWire(server.url), now, token, "王桂兰")
    phone.settle()
    slot = f"{time.strftime('%Y-%m-%d', time.gmtime(time.time() + 8 * 3600))}/am"
    for door in ("101", "102", "201"):
        phone.screen(f"{BUILDING}.1.{door}", slot)
    return phone


def choose(desk: Page, name: str, data: bytes) -> None:
    file = {"name": name, "mimeType": "application/json", "buffer": data}
    desk.get_by_label("手机导出的文件").set_input_files(file)  # type: ignore[arg-type]
    desk.get_by_role("button", name="先看看").click()


def test_a_phone_without_network_is_heard_through_its_file(
    browser: Browser, server: Server
) -> None:
    phone = phone_of(server)
    data = write_rescue(phone.phone.state, phone.phone.outbox(), now(), "红米", "1").encode()
    desk = browser.new_page(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    sign_in(desk, server)
    desk.goto(f"{server.url}/desk/phones")

    choose(desk, "six.json", data[:-50])
    expect(desk.get_by_role("status").filter(has_text="手机上都还在")).to_be_visible()

    choose(desk, "six.json", data)
    expect(desk.locator(".rescue .lead")).to_contain_text("王桂兰 的手机(红米)")
    expect(desk.locator(".rescue-figures")).to_contain_text("新的3")
    assert axe(desk) == []
    desk.get_by_role("button", name="收下 3 条").click()
    expect(desk.get_by_text("已收下 王桂兰 的 3 条记录")).to_be_visible()

    choose(desk, "six.json", data)
    expect(desk.get_by_text("不用再导入")).to_be_visible()
    phone.settle()
    assert phone.phone.outbox() == [], "the phone's own receipt covers them"
    desk.close()
