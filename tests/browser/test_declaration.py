"""The declaration at the desk: what is missing, said where the step is; nothing for axe to find."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, Server
from tests.browser.test_looks import axe
from tests.browser.test_morning import sign_in


@pytest.fixture
def desk(browser: Browser, standing: Server) -> Page:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, standing)
    page.get_by_role("link", name="申报", exact=True).click()
    return page


def test_a_step_that_cannot_be_taken_yet_says_what_is_missing(desk: Page) -> None:
    expect(desk.get_by_role("heading", name="华氏儒商花园")).to_be_visible()
    declare = desk.get_by_role("button", name="申报", exact=True)
    expect(declare).to_be_disabled()
    expect(declare).to_have_accessible_description(desk.locator("#why-not").inner_text())
    expect(desk.locator("#why-not")).to_contain_text("现在还不能办")
    desk.get_by_role("link", name="看六个到位").click()
    expect(desk.get_by_role("heading", name="六个到位", exact=True)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_either_language(desk: Page, theme: str) -> None:
    desk.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    expect(desk.get_by_role("heading", name="华氏儒商花园")).to_be_visible()
    assert axe(desk) == []
    desk.get_by_role("button", name="English").click()
    expect(desk.get_by_role("heading", name="The two conditions")).to_be_visible()
    assert axe(desk) == []


def test_anybody_may_ask_for_a_certificate_without_signing_in(
    browser: Browser, standing: Server
) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{standing.url}/certificates/AAAAAAAAAAAAAAAAAAAAAA")
    expect(page.get_by_text("查不到这张证书")).to_be_visible()
    assert axe(page) == []
