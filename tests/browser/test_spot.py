"""A spot check at the desk: drawn, entered door by door, and nothing for axe to find."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from server import create_app
from server.config import now_ms
from server.db import db
from server.log.authoring import Draft
from server.models import Place
from sync.days import SHANGHAI, day_of
from tests.browser.conftest import DESK, Server
from tests.browser.test_looks import axe
from tests.browser.test_morning import sign_in
from tests.conftest import close_app
from tests.town import author


def visit_doors(server: Server, count: int) -> None:
    """Record so many doors as done this morning, as a desk would."""
    app = create_app({"SIX_DATA": str(server.data)})
    with app.app_context():
        doors = select(Place.id).where(Place.type == "household").order_by(Place.key).limit(count)
        ids = db.session.scalars(doors).all()
        slot = f"{day_of(now_ms(), SHANGHAI)}/am"
    author(app, *(
        Draft("screening", id, {"outcome": "normal", "method": "door"}, slot=slot) for id in ids
    ))  # fmt: skip
    close_app(app)


@pytest.fixture
def desk(browser: Browser, server: Server) -> Page:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, server)
    page.get_by_role("link", name="抽查", exact=True).click()
    expect(page.get_by_text("还没有抽查过。")).to_be_visible()
    return page


def test_two_doors_that_disagree_ask_for_a_second_sample(desk: Page, server: Server) -> None:
    visit_doors(server, 5)
    desk.get_by_role("button", name="抽样").click()
    expect(desk.get_by_text("抽好了")).to_be_visible()
    for index in (0, 1):
        door = desk.locator(".drawn-doors li").nth(index)
        wrong = door.get_by_role("button", name="对不上")
        wrong.click()
        expect(wrong).to_have_attribute("aria-pressed", "true")
    expect(desk.get_by_role("heading", name="对不上的多了")).to_be_visible()
    desk.get_by_role("button", name="再抽一次").click()
    expect(desk.get_by_role("heading", name="还没查完")).to_be_visible()
    expect(desk.get_by_role("button", name="再抽一次")).to_have_count(0)
    for theme in ("light", "dark"):
        desk.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        assert axe(desk) == []
    desk.get_by_role("button", name="English").click()
    expect(desk.get_by_role("heading", name="Spot checks")).to_be_visible()
    assert axe(desk) == []


def test_a_day_without_records_says_so(desk: Page) -> None:
    desk.get_by_label("查哪天").fill("2019-01-01")
    desk.get_by_role("button", name="抽样").click()
    expect(desk.get_by_text("没有抽。")).to_be_visible()
