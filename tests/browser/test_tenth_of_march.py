"""10 March 2020, 18:00, as it was known then: one building was heard two hours later only."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from server.config import DAY_MS, HOUR_MS
from sync.days import SHANGHAI, day_of, day_plus, day_start
from tests.browser.conftest import DESK, Server, free_port
from tests.browser.test_history import look_at
from tests.conftest import COPIED, MORNING, Clock, close_app, new_app
from tests.people import PASSPHRASE, add_account, signed_in
from tests.phones import ClientWire, HttpPhone
from tests.town import BUILDING, COMMUNITY, DOORS, SIBLING_BUILDING, plant

SIBLING_DOORS = [door.replace(BUILDING, SIBLING_BUILDING) for door in DOORS]
DAY = "2020-03-10"


def live_a_day(data: Path, morning: int, heard: int) -> None:
    """Both buildings are visited twice; one, where a fever was, is heard so many hours later.

    Of the fortnight before there is a record every other day, so no silence hides an illness.
    """
    day, clock = day_of(morning), Clock(morning - 14 * DAY_MS - 3 * HOUR_MS)
    (data / COPIED).touch()
    app = new_app(data, CLOCK=clock)
    plant(app)
    add_account(app, "xiao", "community", COMMUNITY)
    leads: list[tuple[HttpPhone, list[str]]] = []
    for place, doors in ((BUILDING, DOORS), (SIBLING_BUILDING, SIBLING_DOORS)):
        lead = signed_in(app, "building_lead", place, name=f"{place[-1]}栋楼长")
        phone = HttpPhone(ClientWire(lead.client), clock, lead.id, lead.access, seed=len(leads))
        leads.append((phone, doors))
    others, door = leads[1][0], SIBLING_DOORS[0]
    for back in range(14, 0, -2):
        clock.ms = morning - back * DAY_MS
        others.screen(door, f"{day_plus(day, -back)}/am")
        others.settle()
    for session, at in (("am", morning), ("pm", morning + 9 * HOUR_MS)):
        clock.ms = at
        for phone, doors in leads:
            for door in doors:
                ill: dict[str, Any] = {
                    "outcome": "exception",
                    "temperature": 378,
                    "symptoms": ["fever"],
                }
                said = ill if (door, session) == (DOORS[0], "am") else {}
                phone.screen(door, f"{day}/{session}", **said)
            if doors is SIBLING_DOORS:
                phone.settle()
    clock.ms = morning + heard * HOUR_MS
    leads[0][0].settle()
    close_app(app)


def test_the_tenth_of_march_at_six_shows_what_was_known_then_and_what_came_after(
    browser: Browser, tmp_path: Path
) -> None:
    with desk_after(browser, tmp_path, MORNING, heard=11) as desk:
        look_back(desk)


def test_late_records_say_which_verdict_of_their_day_they_changed(
    browser: Browser, tmp_path: Path
) -> None:
    today = day_of(int(time.time() * 1000))
    morning = day_start(day_plus(today, -3), SHANGHAI) + 8 * HOUR_MS
    with desk_after(browser, tmp_path, morning, heard=40) as desk:
        desk.get_by_role("link", name=re.compile("要处理的")).click()
        desk.locator(".matter-row", has_text="迟到的记录").first.click()
        matter = desk.locator(".matter")
        expect(matter.get_by_role("heading", name="它们改了哪些结论")).to_be_visible()
        changed = matter.get_by_role("listitem").filter(has_text="异常闭环")
        expect(changed).to_contain_text(re.compile("到位.*还差"))
        matter.get_by_role("link", name="看那段时间收到的和变了的").click()
        flips = desk.get_by_role("region", name="变了的结论")
        expect(flips.get_by_role("row", name=re.compile("异常闭环"))).to_be_visible()
        expect(desk.locator(".heading")).to_contain_text("收到的")


@contextmanager
def desk_after(browser: Browser, data: Path, morning: int, heard: int) -> Iterator[Page]:
    """The secretary's desk, long after such a day."""
    server = Server(data, free_port(), env={**os.environ, "SIX_DATA": str(data)})
    server.flask("db", "upgrade")
    live_a_day(data, morning, heard)
    server.start()
    try:
        context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
        desk = context.new_page()
        desk.goto(f"{server.url}/desk/")
        desk.get_by_label("账号").fill("xiao")
        desk.get_by_label("口令").fill(PASSPHRASE)
        desk.get_by_role("button", name="登录", exact=True).click()
        expect(desk.locator("nav a").first).to_be_visible()
        yield desk
        context.close()
    finally:
        server.stop()


def look_back(desk: Page) -> None:
    look_at(desk, DAY, "18:00")
    band = desk.get_by_role("region", name="看哪个时候")
    expect(band).to_contain_text("3月10日 18:00 当时知道的")
    expect(band).to_contain_text(f"之后又收到 {2 * len(DOORS)} 条")
    expect(desk.locator(".tile-done b")).to_have_text(f"{len(DOORS)} / {2 * len(DOORS)}")
    desk.get_by_role("link", name="六个到位").click()
    known = desk.locator(".criterion", has_text="异常闭环").locator(".verdict")
    expect(known).to_contain_text("到位")
    read_the_register(desk)
    band.get_by_role("link", name="看差别").click()
    flips = desk.get_by_role("region", name="变了的结论")
    flipped = flips.get_by_role("row", name=re.compile("异常闭环"))
    expect(flipped.get_by_role("cell").nth(1)).to_contain_text("到位")
    expect(flipped.get_by_role("cell").last).to_contain_text("还差")
    criterion = str(flipped.get_by_role("link").get_attribute("href"))
    expect(desk.get_by_role("region", name="之后收到的记录").get_by_role("row")).to_have_count(
        2 * len(DOORS) + 1
    )
    desk.get_by_role("button", name="回到现在").click()
    expect(band).not_to_be_visible()
    desk.goto(re.sub("/desk/.*", "", desk.url) + re.sub("&?known_at=[0-9]+", "", criterion))
    verdict = desk.locator(".criterion", has=desk.get_by_role("button", expanded=True))
    expect(verdict.locator(".verdict")).to_contain_text("还差")


def read_the_register(desk: Page) -> None:
    """The ledger of the doors has what had been heard by then, and the page says by when."""
    desk.get_by_role("link", name="台账导出").click()
    expect(desk.get_by_text(re.compile("截至.*18:00 知道的填"))).to_be_visible()
    desk.get_by_role("button", name="导出 居民健康排查登记表").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("radio", name="CSV").check()
    with desk.expect_download() as coming:
        dialog.get_by_role("button", name="导出").click()
    rows = coming.value.path().read_text("utf-8-sig").splitlines()[1:]
    assert len(rows) == 2 * len(DOORS), "one building, in both sessions"
    desk.keyboard.press("Escape")
