"""Every page of the desk on paper: A4, in greys, without controls, with what was known when."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.browser.conftest import DESK, Server
from tests.browser.test_morning import sign_in
from tests.browser.visits import open_page, pages

A4_WIDTH, A4_HEIGHT = 595, 842  # points
CONTENT = {"width": 703, "height": 980}  # what the margins leave of A4, in CSS pixels
MOMENT = r"\d{4}-\d\d-\d\d \d\d:\d\d"
FAULTS = """() => {
  const found = [];
  const all = (what) => [...document.querySelectorAll(what)].filter((one) =>
    one.getClientRects().length > 0 && getComputedStyle(one).visibility === 'visible');
  const say = (what, one) =>
    found.push(`${what}: ${one.tagName}.${one.className} ${one.textContent.slice(0, 30)}`);
  const buttons = 'button:not(.says, .criterion-head), .heading button';
  const entries = ':is(select, input, textarea):not(.heading *)';
  all(`${buttons}, ${entries}, form, summary, .side, dialog, .export-bar`)
    .forEach((one) => say('control', one));
  for (const one of all('body, main, section, article, table, th, td, .panel, .card')) {
    const [r, g, b, a] = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
    if (a !== 0 && 0.3 * r + 0.6 * g + 0.1 * b < 200) say('dark', one);
  }
  for (const one of all('main *'))
    if (!one.closest('.hidden, .paper-only') && one.getBoundingClientRect().right > innerWidth + 1)
      say('cut off', one);
  return found.slice(0, 8);
}"""

OVER = """() => [...document.querySelectorAll('.criterion-head')].filter((head) => {
  const [verdict, label] = [...head.children].map((one) => one.getBoundingClientRect());
  return verdict.right > label.left;
}).map((head) => head.textContent)"""


@pytest.fixture
def desk(browser: Browser, standing: Server) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, standing)
    yield page
    context.close()


def wrong_on_paper(desk: Page) -> list[Any]:
    """What would be wrong with the page as it is printed, from the dark theme too."""
    desk.set_viewport_size(CONTENT)  # type: ignore[arg-type]
    desk.emulate_media(media="print", color_scheme="dark")
    faults: list[Any] = desk.evaluate(FAULTS)
    desk.emulate_media(media="null", color_scheme="null")
    desk.set_viewport_size(DESK)  # type: ignore[arg-type]
    paper = PdfReader(io.BytesIO(desk.pdf(prefer_css_page_size=True)))
    box = paper.pages[0].mediabox
    if abs(box.width - A4_WIDTH) > 1 or abs(box.height - A4_HEIGHT) > 1:
        faults.append(f"not A4: {box.width} x {box.height}")
    for number, page in enumerate(paper.pages, start=1):
        # The browser's own text layer names some characters by their radicals.
        text = unicodedata.normalize("NFKC", page.extract_text())
        wanted = (rf"截至 {MOMENT}", rf"打印:社区 肖书记 {MOMENT}", "六个到位 ?·",
                  rf"{number} / {len(paper.pages)}")  # fmt: skip
        faults += [f"page {number} lacks {one}" for one in wanted if not re.search(one, text)]
        if len(re.findall(rf"截至 {MOMENT}", text)) < 2:
            faults.append(f"page {number} has no mark across it")
        if len(re.sub(r"\s", "", text)) < 75 + len(desk.title()) and len(paper.pages) > 1:
            faults.append(f"page {number} is empty: {text}")
    return faults


def test_a_page_prints_without_controls_and_says_as_of_when(desk: Page, standing: Server) -> None:
    found = {}
    for name, address in pages(desk, standing).items():
        open_page(desk, standing, address)
        desk.wait_for_load_state("networkidle")
        if wrong := wrong_on_paper(desk):
            found[name] = wrong
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


GLYPHS = """([words, missing]) => {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  [canvas.width, canvas.height] = [48, 48];
  const drawn = (one) => {
    pen.clearRect(0, 0, 48, 48);
    pen.font = `40px ${getComputedStyle(document.body).fontFamily}`;
    pen.fillText(one, 2, 40);
    const ink = pen.getImageData(0, 0, 48, 48).data.filter((_, at) => at % 4 === 3);
    return [ink.filter((each) => each > 128).length, ink.join()];
  };
  return [...words, missing].map(drawn);
}"""


def test_the_characters_of_the_forms_are_drawn_each_as_itself(desk: Page) -> None:
    words = "无疫情排查消杀登记表"
    *drawn, missing = desk.evaluate(GLYPHS, [words, chr(0x2FFFF)])
    assert all(ink > 100 for ink, _ in drawn), "each leaves its ink"
    assert len({picture for _, picture in drawn} | {missing[1]}) == len(words) + 1


def test_a_page_of_the_past_prints_the_moment_it_shows(desk: Page, standing: Server) -> None:
    desk.goto(f"{standing.url}/desk/board?known_at=1583800200000")
    desk.locator(".band").wait_for()
    paper = PdfReader(io.BytesIO(desk.pdf(prefer_css_page_size=True)))
    text = unicodedata.normalize("NFKC", paper.pages[0].extract_text())
    assert "截至 2020-03-10 08:30" in text
    printed = re.search(rf"打印:社区 肖书记 ({MOMENT})", text)
    assert printed
    assert not printed[1].startswith("2020-03-10"), "printed now, of what was known then"


def test_english_words_keep_to_their_column_and_links_to_elsewhere_stay_off(
    desk: Page, standing: Server
) -> None:
    """◐ Data incomplete was printed over the condition that it is the verdict of."""
    desk.evaluate("localStorage.setItem('six.lang', 'en')")
    open_page(desk, standing, "checklist?criterion=D4.1")
    desk.set_viewport_size(CONTENT)  # type: ignore[arg-type]
    desk.emulate_media(media="print")
    over = desk.evaluate(OVER)
    assert over == []
    shown = ".record-link, .leads, .toolbar > a"
    visible = [one for one in desk.locator(shown).all() if one.is_visible()]
    assert visible == []
