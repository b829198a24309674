"""10 March 2020, 18:00, as it was known then: one building was heard two hours later only."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from server.config import HOUR_MS
from tests.browser.conftest import DESK, Server, free_port
from tests.browser.test_history import look_at
from tests.conftest import COPIED, MORNING, Clock, close_app, new_app
from tests.people import PASSPHRASE, add_account, signed_in
from tests.phones import ClientWire, HttpPhone
from tests.town import BUILDING, COMMUNITY, DOORS, SIBLING_BUILDING, plant

SIBLING_DOORS = [door.replace(BUILDING, SIBLING_BUILDING) for door in DOORS]
DAY = "2020-03-10"


def live_the_day(data: Path) -> None:
    """Both buildings are visited twice; what was recorded in one, a fever too, comes at 19:30."""
    clock = Clock(MORNING - 3 * HOUR_MS)
    (data / COPIED).touch()
    app = new_app(data, CLOCK=clock)
    plant(app)
    add_account(app, "xiao", "community", COMMUNITY)
    leads: list[tuple[HttpPhone, list[str]]] = []
    for place, doors in ((BUILDING, DOORS), (SIBLING_BUILDING, SIBLING_DOORS)):
        lead = signed_in(app, "building_lead", place, name=f"{place[-1]}栋楼长")
        phone = HttpPhone(ClientWire(lead.client), clock, lead.id, lead.access, seed=len(leads))
        leads.append((phone, doors))
    clock.ms = MORNING
    for session, at in (("am", MORNING), ("pm", MORNING + 9 * HOUR_MS)):
        clock.ms = at
        for phone, doors in leads:
            for door in doors:
                ill: dict[str, Any] = {
                    "outcome": "exception",
                    "temperature": 378,
                    "symptoms": ["fever"],
                }
                said = ill if (door, session) == (DOORS[0], "am") else {}
                phone.screen(door, f"{DAY}/{session}", **said)
            if doors is SIBLING_DOORS:
                phone.settle()
    clock.ms = MORNING + 12 * HOUR_MS - HOUR_MS // 2
    leads[0][0].settle()
    close_app(app)


def test_the_tenth_of_march_at_six_shows_what_was_known_then_and_what_came_after(
    browser: Browser, tmp_path: Path
) -> None:
    server = Server(tmp_path, free_port(), env={**os.environ, "SIX_DATA": str(tmp_path)})
    server.flask("db", "upgrade")
    live_the_day(tmp_path)
    server.start()
    try:
        tell(browser, server)
    finally:
        server.stop()


def tell(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    desk = context.new_page()
    desk.goto(f"{server.url}/desk/")
    desk.get_by_label("账号").fill("xiao")
    desk.get_by_label("口令").fill(PASSPHRASE)
    desk.get_by_role("button", name="登录").click()
    expect(desk.locator("nav a").first).to_be_visible(timeout=15_000)
    look_at(desk, DAY, "18:00")
    band = desk.get_by_role("region", name="看哪个时候")
    expect(band).to_contain_text("3月10日 18:00 当时知道的")
    expect(band).to_contain_text(f"之后又收到 {2 * len(DOORS)} 条")
    expect(desk.locator(".tile-done b")).to_have_text(f"{len(DOORS)} / {2 * len(DOORS)}")
    desk.get_by_role("link", name="六个到位").click()
    known = desk.locator(".criterion", has_text="异常闭环").locator(".verdict")
    expect(known).to_contain_text("到位", timeout=15_000)
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
    desk.goto(f"{server.url}{re.sub('&?known_at=[0-9]+', '', criterion)}")
    verdict = desk.locator(".criterion", has=desk.get_by_role("button", expanded=True))
    expect(verdict.locator(".verdict")).to_contain_text("还差")
    context.close()
