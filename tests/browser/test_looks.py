"""Every screen in both languages, light and dark, ordinary and largest text: axe and targets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, ROOT, Server
from tests.browser.office import worker_invited
from tests.browser.test_morning import enrol, sign_in
from tests.browser.visits import open_page, open_screen, pages, screens

AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Each pair of language, theme and size at least once.
LOOKS = [("zh", "light", "17"), ("en", "dark", "30"), ("zh", "dark", "30"), ("en", "light", "17")]

# A theme and how large, in %: what is half as wide holds twice as large.
DESK_LOOKS = {"zh": (("light", 100), ("dark", 200)), "en": (("dark", 100), ("light", 200))}


# A sheet that still slides in is judged by the colours it passes through.
SETTLED = "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))"


# News that is not there keeps no place, but above a button that it must not push away.
GAPS = """() => [...document.querySelectorAll('main .slot')]
  .filter(one => !one.innerText.trim() && one.offsetHeight > 0)
  .filter(one => !(one.parentElement.matches('form') && one.nextElementSibling))
  .map(one => `a gap of ${one.offsetHeight} px: ${one.outerHTML.slice(0, 120)}`)"""
# A picture says what it shows, and a table near it (or one button away) says the same.
BARE_PICTURES = """() => [...document.querySelectorAll('main svg[role=img]')]
  .filter(one => !one.ariaLabel
    || !one.closest('figure, section, main').querySelector('table, [aria-pressed]'))
  .map(one => `a picture alone: ${one.outerHTML.slice(0, 120)}`)"""


def axe(page: Page) -> list[Any]:
    """What axe finds; the driver puts it in, which leaves the page's own policy as it is."""
    page.evaluate(f"async () => {{ await {SETTLED}; }}")
    page.evaluate(f"() => {{ {AXE.read_text('utf-8')} }}")
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(r => r.violations.map("
        "v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160))]))",
        TAGS,
    )
    return list(found)


def sideways(page: Page) -> int:
    """By how many px the page scrolls sideways."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def torn_masks(page: Page) -> list[str]:
    """Masked names and numbers, 张** or 138****5678, that stand on two lines."""
    return list(
        page.evaluate(
            """() => {
              const torn = [], all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              for (let text = all.nextNode(); text; text = all.nextNode())
                for (const { 0: mask, index } of text.data.matchAll(/[^\\s*]\\*+[^\\s*]?/g)) {
                  const range = document.createRange();
                  range.setStart(text, index);
                  range.setEnd(text, index + mask.length);
                  const lines = [...range.getClientRects()].map(r => Math.round(r.top));
                  if (new Set(lines).size > 1) torn.push(text.data);
                }
              return torn; }"""
        )
    )


def torn_at_any_width(page: Page) -> list[str]:
    """The same on phones of every width: a name is torn where the line ends in it, nowhere else."""
    torn = []
    for width in range(400, 319, -8):
        page.set_viewport_size({"width": width, "height": 640})
        torn += torn_masks(page)
    return torn


def small_targets(page: Page, least: int) -> list[str]:
    """Controls narrower or lower than `least` px, but for those inside running text."""
    return list(
        page.evaluate(
            """least => [...document.querySelectorAll(
                'button, a[href], input:not([type=hidden]), select, summary, [role=radio]')]
              .filter(e => e.checkVisibility() && !e.closest('p, dd, .vh'))
              .map(e => [e, e.getBoundingClientRect()])
              .filter(([e, r]) => r.width > 1 && (r.width < least - 0.5 || r.height < least - 0.5))
              .map(([e, r]) => `${e.outerHTML.slice(0, 120)} ${r.width}x${r.height}`)""",
            least,
        )
    )


@pytest.fixture
def phone(browser: Browser, standing: Server) -> Iterator[Page]:
    """A grid worker's, which has every duty."""
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = enrol(context, worker_invited(standing))
    yield page
    context.close()


@pytest.fixture
def desk(browser: Browser, standing: Server) -> Iterator[Page]:
    # A colour on its way to another would be judged as it passes.
    context = browser.new_context(viewport=DESK, locale="zh-CN", reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, standing)
    yield page
    context.close()


def dress(page: Page, lang: str, theme: str, size: str) -> None:
    """Set the phone's own settings as its person would have left them."""
    look = {"lang": lang, "theme": theme, "textSize": int(size)}
    page.evaluate("look => localStorage.setItem('six.look', JSON.stringify(look))", look)
    page.reload()
    expect(page.locator("main").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if lang == "zh" else "en")
    expect(page.locator("html")).to_have_attribute("data-size", size)


def test_axe_finds_nothing_on_any_screen_of_the_phone(phone: Page, standing: Server) -> None:
    found: dict[str, Any] = {}
    every = screens(phone, standing)
    for look in LOOKS:
        dress(phone, *look)
        for name, address in every.items():
            open_screen(phone, standing, address)
            if violations := axe(phone):
                found[f"{name} {look}"] = violations
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


def test_every_control_of_the_phone_is_a_thumb_wide(phone: Page, standing: Server) -> None:
    every = screens(phone, standing)
    for name, address in every.items():
        open_screen(phone, standing, address)
        assert not small_targets(phone, 48), name
    # In 长辈版 they are larger still, the gate's keys as large as a stamp.
    phone.evaluate("localStorage.setItem('six.look', JSON.stringify({elder: true, textSize: 24}))")
    phone.reload()
    expect(phone.locator("html")).to_have_attribute("data-elder", "true")
    for name, address in every.items():
        open_screen(phone, standing, address)
        assert not small_targets(phone, 60), name
    open_screen(phone, standing, every["gate"])
    keys = phone.locator(".gate-row button")
    expect(keys).to_have_count(12)
    assert not keys.evaluate_all(
        """keys => keys.map(key => key.getBoundingClientRect())
             .filter(r => r.width < 64 || r.height < 64).length"""
    )


def test_nothing_scrolls_sideways_on_a_narrow_phone_with_the_largest_text(
    phone: Page, standing: Server
) -> None:
    every = screens(phone, standing)
    phone.set_viewport_size({"width": 320, "height": 640})
    wide, torn = [], []
    named = {"followup", "todo"}
    for look in (LOOKS[0], ("en", "light", "30"), LOOKS[2]):
        dress(phone, *look)
        for name, address in every.items():
            open_screen(phone, standing, address)
            if by := sideways(phone):
                wide.append((name, look, by))
            if name in named:
                expect(phone.get_by_text("张**").first).to_be_visible()
                torn += [(name, look, mask) for mask in torn_at_any_width(phone)]
    assert not wide
    assert not torn


def test_nothing_moves_on_a_phone_whose_person_asked_for_no_motion(
    phone: Page, standing: Server
) -> None:
    open_screen(phone, standing, screens(phone, standing)["building"])
    phone.emulate_media(reduced_motion="reduce")
    door = phone.locator("[data-place]").first
    assert door.evaluate("door => getComputedStyle(door).transitionDuration") == "0s"
    door.click(button="right")
    sheet = phone.locator("dialog")
    assert sheet.evaluate("sheet => getComputedStyle(sheet).animationName") == "none"


def test_axe_finds_nothing_before_anybody_has_signed_in(browser: Browser, standing: Server) -> None:
    page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for address in ("desk/", "", "certificates/AAAAAAAAAAAAAAAAAAAAAA"):
            page.goto(f"{standing.url}/{address}")
            expect(page.locator("h1").first).to_be_visible()
            assert axe(page) == [], f"{address} {theme}"
    page.context.close()


def test_every_page_of_the_desk_is_fit_for_every_eye(desk: Page, standing: Server) -> None:
    """Ordinary and at 200 %, which is half as wide; nothing scrolls sideways then."""
    found: dict[str, Any] = {}
    every = pages(desk, standing)
    for lang in ("zh", "en"):
        desk.evaluate("lang => localStorage.setItem('six.lang', lang)", lang)
        for name, address in every.items():
            desk.set_viewport_size(DESK)  # type: ignore[arg-type]
            open_page(desk, standing, address)
            for look in DESK_LOOKS[lang]:
                if wrong := faults(desk, *look):
                    found[f"{name} {lang} {look}"] = wrong
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


def faults(desk: Page, theme: str, zoom: int) -> list[Any]:
    """What is wrong with a page of the desk as it now looks, without loading it again."""
    desk.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    desk.set_viewport_size({"width": DESK["width"] * 100 // zoom, "height": DESK["height"]})
    by = sideways(desk)
    found = axe(desk) + ([f"{by} px too wide"] if by > 0 else [])
    return found + list(desk.evaluate(GAPS)) + list(desk.evaluate(BARE_PICTURES))


def test_the_shell_keeps_to_its_own_origin(phone: Page, standing: Server) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    for address in screens(phone, standing).values():
        open_screen(phone, standing, address)
        phone.reload()
    assert all(url.startswith((standing.url, "blob:", "data:")) for url in asked), asked
    assert Path(AXE).exists()
