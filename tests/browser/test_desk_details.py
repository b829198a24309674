"""What a secretary reads at a glance: dates, headings, rounds that have not begun, reasons."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, Playwright, expect

from sync.days import HOUR, day_start
from tests.browser.conftest import ARGUMENTS, DESK, Server, chromium_path
from tests.browser.test_looks import desk, phone, sideways
from tests.browser.test_morning import sign_in
from tests.browser.visits import open_page

__all__ = ["desk", "phone"]

DAY_AND_MONTH = re.compile(r"^\d{1,2} [A-Z][a-z]{2,3}$")
LONG_MONTH = re.compile(r"\d (January|February|March|April|June|July|August|September)\b")
# Words wider than what they stand in, but where that scrolls.
CUT_OFF = """() => [...document.querySelectorAll('.side a, .side button, main a, main b')]
  .filter(one => getComputedStyle(one).display !== 'inline' && !one.closest('.scroll'))
  .filter(one => one.scrollWidth > one.clientWidth + 2)
  .map(one => one.outerHTML.slice(0, 120))"""
TWICE_AS_LARGE = "--blink-settings=defaultFontSize=32"
NOWHERE = ("record?id=nothing", "building?building=nothing", "declaration?of=nothing", "nowhere")


def english(desk: Page) -> None:
    desk.evaluate("localStorage.setItem('six.lang', 'en')")


def test_what_is_not_found_still_has_a_heading(desk: Page, standing: Server) -> None:
    """A record that was not there was a red line on an empty page."""
    for address in NOWHERE:
        desk.goto(f"{standing.url}/desk/{address}")
        expect(desk.locator("main h1")).to_have_count(1)
        expect(desk.locator("main")).to_have_attribute("aria-busy", "false")
        expect(desk.locator("main h1")).not_to_be_empty()
    desk.goto(f"{standing.url}/desk/{NOWHERE[0]}")
    expect(desk.get_by_role("heading", level=1)).to_have_text("一条记录")
    expect(desk.locator("main")).to_contain_text("没有这条记录")


def test_english_writes_every_day_in_the_same_way(desk: Page, standing: Server) -> None:
    """The grid of missed rounds once wrote 11/29, and the sentences of the rules 29 November."""
    english(desk)
    open_page(desk, standing, "missed?show=all")
    heads = desk.locator(".rounds th[colspan][title]").all_inner_texts()
    assert len(heads) == 14
    assert not [head for head in heads if not DAY_AND_MONTH.match(head)]
    for address in ("zero", "checklist?criterion=Z2", "declaration"):
        open_page(desk, standing, address)
        expect(desk.locator("main")).to_contain_text(
            re.compile(r"\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec)")
        )
        assert not LONG_MONTH.search(desk.locator("main").inner_text()), address


def test_a_row_of_days_says_which_month_it_begins_in_and_comes_to(
    desk: Page, standing: Server
) -> None:
    for lang, month in (
        ("zh", re.compile(r"^\d{1,2}月$")),
        ("en", re.compile("^[A-Z][a-z]{2,3}$")),
    ):
        desk.evaluate("lang => localStorage.setItem('six.lang', lang)", lang)
        open_page(desk, standing, "zero")
        days = [int(text) for text in desk.locator(".strip-day").all_text_contents()]
        months = [text.strip() for text in desk.locator(".strip-month").all_text_contents()]
        begins = [at for at, day in enumerate(days) if at == 0 or day == 1]
        assert [at for at, text in enumerate(months) if text] == begins
        assert all(month.match(months[at]) for at in begins)


def test_a_round_whose_hour_has_not_come_is_not_said_to_be_going_on(
    desk: Page, standing: Server
) -> None:
    """At two in the night the morning's round was once said to be going on."""
    yesterday = (datetime.now(UTC) + timedelta(hours=8) - timedelta(days=1)).date().isoformat()
    for hour, said in ((2, "还没开始"), (8, "还在做")):
        at = day_start(yesterday) + hour * HOUR
        open_page(desk, standing, f"missed?show=all&known_at={at}")
        last = desk.locator(".rounds tbody td:last-child .hidden").all_inner_texts()
        assert said in last
        assert not {"还没开始", "还在做"} - {said} & set(last)


def test_a_verdict_that_is_opened_says_why_before_it_says_the_rule(
    desk: Page, standing: Server
) -> None:
    open_page(desk, standing, "checklist?criterion=M6.1")
    opened = desk.locator(".detail dl").first
    expect(opened.locator("dt").first).to_have_text("为什么")
    expect(opened.locator("dd").first).to_contain_text("处不到位")
    # What the line above says already is not said twice.
    open_page(desk, standing, "checklist?criterion=I4")
    expect(desk.locator(".detail dt").first).to_have_text("规则")


def test_who_opens_the_desk_in_the_browser_of_a_phone_is_told_where_to_go(
    phone: Page, standing: Server
) -> None:
    phone.goto(f"{standing.url}/desk/")
    expect(phone.get_by_text("这个浏览器里是手机上的「六个到位」")).to_be_visible()
    phone.get_by_role("link", name="回手机页面").click()
    expect(phone.locator(".tabs")).to_be_visible()


def test_a_browser_that_writes_twice_as_large_cuts_no_word_off(
    playwright_driver: Playwright, standing: Server
) -> None:
    """The menu and the six kept their width in px: Declaration and Disinfection ran out."""
    browser = playwright_driver.chromium.launch(
        executable_path=chromium_path(), args=[*ARGUMENTS, TWICE_AS_LARGE]
    )
    page = browser.new_page(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    sign_in(page, standing)
    english(page)
    for address in ("board", "checklist", "missed", "roster"):
        open_page(page, standing, address)
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "32px"
        assert sideways(page) <= 0, address
        assert page.evaluate(CUT_OFF) == [], address
    browser.close()
