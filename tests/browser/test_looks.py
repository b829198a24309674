"""Every screen in both languages, light and dark, ordinary and largest text: axe and targets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, ROOT, Server
from tests.browser.test_morning import enrol, invitation, sign_in

AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = {
    "today": "#/today",
    "building": "#/building/420103009001.1.3",
    "todo": "#/todo",
    "outbox": "#/outbox",
    "me": "#/me",
}
PAGES = [
    "board",
    "phones",
    "matters",
    "checklist",
    "spot",
    "rollup",
    "zero",
    "exports",
    "roster",
    "people",
    "invitations",
    "audit",
]
LOOKS = [("zh", "light", "17"), ("en", "dark", "30"), ("zh", "dark", "30"), ("en", "light", "17")]


def axe(page: Page) -> list[Any]:
    """What axe finds; the driver puts it in, which leaves the page's own policy as it is."""
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
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = enrol(context, invitation(server, "王桂兰"))
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


def test_axe_finds_nothing_on_any_screen_of_the_phone(phone: Page, server: Server) -> None:
    found: dict[str, Any] = {}
    for look in LOOKS:
        dress(phone, *look)
        for name, address in SCREENS.items():
            phone.goto(f"{server.url}/{address}")
            expect(phone.locator("main").first).to_be_visible()
            if violations := axe(phone):
                found[f"{name} {look}"] = violations
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


def test_every_control_of_the_phone_is_a_thumb_wide(phone: Page, server: Server) -> None:
    for name, address in SCREENS.items():
        phone.goto(f"{server.url}/{address}")
        expect(phone.locator("main").first).to_be_visible()
        assert not small_targets(phone, 48), name


def test_nothing_scrolls_sideways_on_a_narrow_phone_with_the_largest_text(
    phone: Page, server: Server
) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    for size in ("17", "30"):
        dress(phone, "zh", "light", size)
        for name, address in SCREENS.items():
            phone.goto(f"{server.url}/{address}")
            expect(phone.locator("main").first).to_be_visible()
            assert sideways(phone) <= 0, f"{name} at {size}"


def test_axe_finds_nothing_on_any_page_of_the_desk(browser: Browser, server: Server) -> None:
    found: dict[str, Any] = {}
    context = browser.new_context(viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{server.url}/desk/")
    page.evaluate("localStorage.setItem('six.lang', 'zh')")
    page.reload()
    if violations := axe(page):
        found["sign-in"] = violations
    sign_in(page, server)
    for lang, theme, _ in LOOKS:
        page.evaluate(
            "said => Object.entries(said).forEach(([k, v]) => localStorage.setItem(k, v))",
            {"six.lang": lang, "six.theme": theme},
        )
        for name in PAGES:
            page.goto(f"{server.url}/desk/{name}")
            expect(page.locator("main h1").first).to_be_visible()
            if violations := axe(page):
                found[f"{name} {lang} {theme}"] = violations
    context.close()
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


def test_the_shell_keeps_to_its_own_origin(phone: Page, server: Server) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    for address in SCREENS.values():
        phone.goto(f"{server.url}/{address}")
        phone.reload()
    assert all(url.startswith((server.url, "blob:", "data:")) for url in asked), asked
    assert Path(AXE).exists()
