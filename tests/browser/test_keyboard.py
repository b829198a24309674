"""The desk without a mouse: the way in, what has the focus is seen, and dialogs give it back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_looks import desk
from tests.browser.visits import open_page, pages

__all__ = ["desk"]

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
