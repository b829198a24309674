"""The desk without a mouse: the way in, what has the focus is seen, and dialogs give it back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_looks import desk
from tests.browser.visits import open_page, pages

__all__ = ["desk"]

# Whether something lies over what has the focus, and what.
COVERED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const over = document.elementFromPoint(box.left + Math.min(8, box.width / 2), box.top + 4);
  return !over || at.contains(over) || over.contains(at) ? null : at.outerHTML.slice(0, 140);
}"""
# What has the focus, and whether anything is drawn around it or it looks otherwise than before.
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const look = getComputedStyle(at), box = at.getBoundingClientRect();
  const drawn = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2;
  const named = at.innerText || at.ariaLabel || at.labels?.length || at.title;
  const seen = box.width > 0 && box.bottom > 0;
  return {html: at.outerHTML.slice(0, 140), drawn, seen, named: !!named};
}"""
MOST = 60


def walk(desk: Page) -> tuple[int, list[str]]:
    """Tab from the top; how many stops, and those that cannot be seen or have no name."""
    wrong, seen = [], set()
    # What is opened has the focus: how much stands behind it depends on the hour.
    desk.evaluate("document.querySelector('.skip')?.focus()")
    for _ in range(MOST):
        desk.keyboard.press("Tab")
        at = desk.evaluate(FOCUSED)
        if at is None or at["html"] in seen:
            break
        seen.add(at["html"])
        if not (at["drawn"] and at["seen"] and (at["named"] or "tabindex" in at["html"])):
            wrong.append(f"{at}")
    return len(seen), wrong


def test_what_has_the_focus_is_seen_and_named_on_every_page(desk: Page, standing: Server) -> None:
    wrong = {}
    for name, address in pages(desk, standing).items():
        open_page(desk, standing, address)
        stops, found = walk(desk)
        assert stops > 15 or name == "wall", name
        if found:
            wrong[name] = found
    assert not wrong


def test_the_first_key_offers_the_way_past_the_menu(desk: Page, standing: Server) -> None:
    open_page(desk, standing, "board")
    desk.keyboard.press("Tab")
    skip = desk.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box and box["x"] >= 0
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.closest('main') !== null")


def test_a_page_reached_by_keys_begins_at_its_heading(desk: Page, standing: Server) -> None:
    """The focus once stayed behind in the menu, or nowhere."""
    open_page(desk, standing, "board")
    desk.keyboard.press("g")
    desk.keyboard.press("p")
    expect(desk.get_by_role("heading", level=1)).to_have_text("没上传的手机")
    assert desk.evaluate("document.activeElement.id") == "main"


def test_a_dialog_keeps_the_focus_and_gives_it_back(desk: Page, standing: Server) -> None:
    open_page(desk, standing, "phones")
    for opener in (
        desk.get_by_role("button", name="导出", exact=True),
        desk.get_by_role("button", name=re.compile("键盘")),
    ):
        for leave in ("Escape", "button"):
            opener.focus()
            desk.keyboard.press("Enter")
            dialog = desk.get_by_role("dialog")
            expect(dialog).to_be_visible()
            for _ in range(12):
                desk.keyboard.press("Tab")
                assert desk.evaluate(
                    "document.activeElement === document.body"
                    " || document.activeElement.closest('dialog') !== null"
                )
            if leave == "Escape":
                desk.keyboard.press("Escape")
            else:
                dialog.get_by_role("button", name=re.compile("关|取消|不导了|算了")).first.click()
            # Gone from the page and not only closed: the next Enter comes faster than any hand's.
            expect(desk.locator("dialog")).to_have_count(0)
            expect(opener).to_be_focused()


def test_going_back_by_keys_nothing_stops_below_the_band_of_the_past(
    desk: Page, standing: Server
) -> None:
    then = pages(desk, standing)["since"].rpartition("=")[2]
    open_page(desk, standing, f"checklist?known_at={then}")
    desk.locator(".criterion-head").last.focus()
    covered = []
    for _ in range(30):
        desk.keyboard.press("Shift+Tab")
        covered += [found] if (found := desk.evaluate(COVERED)) else []
    assert not covered


def test_what_a_press_takes_away_leaves_the_focus_beside_it(desk: Page, standing: Server) -> None:
    """Whoever pressed 作废 or closed a round began again at the top of the page."""
    every = pages(desk, standing)
    open_page(desk, standing, "missed")
    cell = desk.locator("[data-cell]").last
    cell.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#round")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator(".round-panel")).to_have_count(0)
    expect(cell).to_be_focused()
    # A round without a cell to go back to: the focus stays in the page.
    open_page(desk, standing, every["missed-opened"])
    desk.locator(".round-panel button").first.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".round-panel")).to_have_count(0)
    assert desk.evaluate("document.activeElement.closest('main') !== null")


def test_a_question_before_an_act_has_the_focus_on_the_way_out(
    desk: Page, standing: Server
) -> None:
    open_page(desk, standing, "invitations")
    ask = desk.get_by_role("button", name=re.compile("^停用")).first
    ask.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert").get_by_role("button").last).to_be_focused()
    desk.keyboard.press("Enter")
    expect(ask).to_be_focused()


def test_a_letter_that_is_written_in_a_field_goes_nowhere(desk: Page, standing: Server) -> None:
    for address, field in (("people", "[name=door]"), ("checklist", "input[type=date]")):
        open_page(desk, standing, address)
        desk.locator(field).first.focus()
        for key in "gm?nju1":
            desk.keyboard.press(key)
        expect(desk.get_by_role("dialog")).to_have_count(0)
        assert f"/desk/{address}" in desk.url
