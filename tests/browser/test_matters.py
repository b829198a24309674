"""The desk by keyboard: a conflict of two phones settled, a round admitted, its author told."""

from __future__ import annotations

import re
import sqlite3
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.addresses import BUILDING
from tests.browser.conftest import DESK, Server, persistent_phone
from tests.browser.office import secretary
from tests.browser.test_looks import axe
from tests.browser.test_morning import enrol, invitation, open_round, places_of, sign_in

MOST_KEYS = 25
DIFFER = "两个人记的不一样"


def colleague(server: Server, name: str) -> str:
    """The address of an invitation to the same building, made by the secretary."""
    wanted = {"name": name, "role": "building_lead", "places": [BUILDING]}
    made = secretary(server).ask("POST", "/api/v1/invitations", wanted)
    return f"{server.url}/#i={made['token']}"


class Keys:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def find(self, type: str) -> None:
        """Walk down the list to a matter of this sort."""
        rows = self.page.locator(".matter-row")
        expect(rows.filter(has_text=type).first).to_be_visible()
        current = self.page.locator(".matter-row[aria-current]")
        for _ in range(rows.count()):
            if type in current.inner_text():
                return
            self.press("j")

    def write(self, text: str) -> None:
        self.page.keyboard.insert_text(text)


def record_door(page: Page, place: str, stamp: str) -> None:
    open_round(page, "3栋")
    tile = page.locator(f'[data-place="{place}"]')
    expect(tile).to_be_visible()
    if stamp != "正常":
        page.get_by_role("radio", name=re.compile(stamp)).click()
    tile.click()
    if stamp == "异常":
        page.get_by_role("button", name="咳嗽").click()
        page.get_by_role("button", name="完成").click()
    expect(tile).not_to_have_class(re.compile("door-due"))


def send_all(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/#/outbox")
    expect(page.get_by_text("都传好了,可以放心关掉").first).to_be_visible(timeout=30_000)


def end_duty(server: Server, name: str) -> None:
    """Somebody was taken off their building yesterday and nobody told their phone."""
    yesterday = int(time.time() * 1000) - 86_400_000
    with sqlite3.connect(server.data / "six.sqlite") as database:
        database.execute(
            'UPDATE "grant" SET valid_from = ?, valid_to = ? '
            "WHERE user_key IN (SELECT key FROM account WHERE name = ?)",
            (yesterday - 1, yesterday, name),
        )
    database.close()


def both_record(lead: Page, other: Page, door: str, server: Server) -> None:
    """Two leads record different ends of one door; the one who sends last is told."""
    lead.context.set_offline(True)
    record_door(lead, door, "正常")
    record_door(other, door, "异常")
    send_all(other, server)
    lead.context.set_offline(False)
    send_all(lead, server)
    lead.goto(f"{server.url}/#/building/{door.rsplit('.', 2)[0]}")
    lead.locator(f'[data-place="{door}"]').click()
    expect(lead.locator(".panel-warn", has_text="社区会核实")).to_contain_text("正常")
    lead.get_by_role("button", name="完成").click()


def settle_with_a_note(desk: Page, keys: Keys) -> None:
    keys.find(DIFFER)
    assert axe(desk) == []
    keys.press("3")
    expect(desk.get_by_label("说明")).to_be_focused()
    keys.write("先后两次,都对")
    keys.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("记下了")
    expect(desk.locator(".matter-row", has_text=DIFFER)).to_have_count(0)


def take_back_and_settle_otherwise(desk: Page, keys: Keys) -> None:
    differ = desk.locator(".matter-row", has_text=DIFFER)
    keys.press("u")
    expect(desk.get_by_role("status")).to_contain_text("已撤销")
    expect(differ).to_have_count(1)
    keys.find(DIFFER)
    keys.press("1")
    expect(differ).to_have_count(0)


def admit(desk: Page, keys: Keys, author: str) -> None:
    keys.find("等你确认")
    expect(desk.get_by_text(author).first).to_be_visible()
    keys.press("1")
    expect(desk.locator(".matter-row", has_text="等你确认")).to_have_count(0)


def look_at_people_of_concern(desk: Page) -> None:
    desk.get_by_role("link", name="三类人员").click()
    desk.get_by_role("row").nth(1).get_by_role("button").click()
    expect(desk.get_by_role("button", name="记下")).to_be_visible()
    assert axe(desk) == []


def test_two_phones_differ_and_a_round_waits_until_the_desk_decides(
    playwright_driver: Playwright, browser: Browser, server: Server, tmp_path: Path
) -> None:
    lead_profile = persistent_phone(playwright_driver, tmp_path / "lead")
    other_profile = persistent_phone(playwright_driver, tmp_path / "other")
    lead = enrol(lead_profile, invitation(server, "王桂兰"))
    other = enrol(other_profile, colleague(server, "老李"))
    for page in (lead, other):
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    open_round(lead, "3栋")
    tiles = lead.locator(".door-due[data-place]")
    expect(tiles.first).to_be_visible()
    disputed, alone = places_of(tiles)[:2]
    both_record(lead, other, disputed, server)
    end_duty(server, "王桂兰")
    record_door(lead, alone, "正常")
    send_all(lead, server)

    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    desk = context.new_page()
    sign_in(desk, server)
    desk.get_by_role("link", name=re.compile("要处理的")).click()
    keys = Keys(desk)
    settle_with_a_note(desk, keys)
    take_back_and_settle_otherwise(desk, Keys(desk))
    admit(desk, keys, "王桂兰")
    assert keys.pressed <= MOST_KEYS
    look_at_people_of_concern(desk)
    context.close()

    lead.goto(f"{server.url}/#/outbox")
    lead.reload()
    lead.goto(f"{server.url}/#/todo")
    expect(lead.get_by_text("社区收下了")).to_be_visible(timeout=30_000)
    lead_profile.close()
    other_profile.close()
