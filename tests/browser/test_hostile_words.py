"""Words that are markup, in every field that takes words: shown as they are written, never run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import cycle

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from sync.kinds import Kind, load_kinds
from sync.ops import Value, read_op
from tests.browser.addresses import COMPOUND
from tests.browser.conftest import DESK, PHONE, Server
from tests.browser.office import secretary, worker_invited
from tests.browser.test_morning import enrol, sign_in
from tests.browser.visits import open_page, open_screen, pages, screens
from tests.phones import HttpPhone, UrlWire

PAYLOADS = (
    "<img src=x onerror=pwned()>",
    '"><script>pwned()</script>',
    "</textarea><svg onload=pwned()>",
    "'-pwned()-'<a href=javascript:pwned()>x</a>",
    "{{constructor.constructor('pwned()')()}}",
)
WATCH = "window.ran = 0; window.pwned = () => { window.ran += 1 }"
FOUND = """() => [window.ran, document.querySelectorAll(
  'img[src="x"], script:not([src]), [onerror], [onload], a[href^="javascript"]').length]"""
# A value that is allowed, of each type that takes none of our words.
OTHERS: dict[str, Value] = {"int": 1, "bool": True, "day": "2020-03-10"}


@pytest.fixture
def hostile(server: Server) -> Server:
    """The demonstration after a grid worker wrote markup into every field of every kind."""
    words = cycle(PAYLOADS)
    name = f"小郑{PAYLOADS[0]}"
    said = {"name": name, "role": "grid_worker", "places": [COMPOUND]}
    made = secretary(server).ask("POST", "/api/v1/invitations", said)
    clock = lambda: time.time_ns() // 1_000_000  # noqa: E731
    phone = HttpPhone.enrol(UrlWire(server.url), clock, made["token"], name)
    phone.settle()
    places: dict[str, str] = {}
    for body in phone.pulled("ref"):
        op = read_op(body)
        if op.kind == "place":
            places.setdefault(str(op.fields.get("type")), op.place)
    slot = f"{time.strftime('%Y-%m-%d')}/am"
    for kind in load_kinds().values():
        place = next((places[type] for type in kind.places if type in places), None)
        if place is not None and "grid_worker" in kind.record_by:
            in_slot = None if kind.slot == "none" else slot
            phone.record(kind.id, place, filled(kind, words), in_slot, version=kind.version)
    phone.settle()
    assert phone.phone.state.n > 10
    return server


def filled(kind: Kind, words: Iterator[str]) -> dict[str, Value]:
    """Every field of a kind that takes words filled with markup, the rest with what it takes."""
    found: dict[str, Value] = {}
    for name, field in kind.fields.items():
        if field.type in ("text", "words"):
            text = next(words)[: field.max or 40]
            found[name] = text if field.type == "text" else [text]
        elif field.required and field.choices:
            first = field.choices[0].id
            found[name] = [first] if field.type == "choices" else first
        elif field.required and field.type in OTHERS:
            found[name] = OTHERS[field.type]
    return found


class Watch:
    """What a browser complained of or ran."""

    def __init__(self, context: BrowserContext) -> None:
        self.found: list[str] = []
        context.add_init_script(WATCH)
        context.on("dialog", lambda dialog: self.found.append(f"dialog {dialog.message}"))
        context.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Trusted" in message.text:
            self.found.append(message.text)

    def look(self, page: Page, name: str) -> None:
        if page.evaluate(FOUND) != [0, 0]:
            self.found.append(f"{name}: {page.evaluate(FOUND)}")


def test_markup_that_people_typed_is_run_on_no_page_of_the_desk(
    browser: Browser, hostile: Server
) -> None:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    watch, page = Watch(context), context.new_page()
    sign_in(page, hostile)
    seen = ""
    for name, address in pages(page, hostile).items():
        open_page(page, hostile, address)
        watch.look(page, name)
        seen += page.locator("main").inner_text()
    context.close()
    assert watch.found == []
    assert "onerror=pwned()" in seen  # as letters


def test_markup_that_people_typed_is_run_on_no_screen_of_a_phone(
    browser: Browser, hostile: Server
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    watch = Watch(context)
    page = enrol(context, worker_invited(hostile))
    for name, address in screens(page, hostile).items():
        open_screen(page, hostile, address)
        watch.look(page, name)
    context.close()
    assert watch.found == []
