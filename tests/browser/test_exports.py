"""The story of the paper forms: a ledger taken as Excel, names for a reason, a page on paper."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
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
    return page


def fetch(desk: Page, folder: Path) -> openpyxl.Workbook:
    with desk.expect_download() as coming:
        desk.get_by_role("dialog").get_by_role("button", name="导出").click()
    expect(desk.get_by_text("已存到下载")).to_be_visible()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return openpyxl.load_workbook(path)


def rows(book: openpyxl.Workbook) -> list[tuple[object, ...]]:
    return list(book.worksheets[0].iter_rows(values_only=True))


def earlier(desk: Page) -> None:
    """Begin three weeks back, where the demonstration has its rounds."""
    since = desk.get_by_label("从")
    since.fill(desk.evaluate("new Date(Date.now() - 21 * 864e5).toISOString().slice(0, 10)"))


def test_the_disinfection_ledger_comes_as_excel_without_copying(
    desk: Page, standing: Server, tmp_path: Path
) -> None:
    desk.get_by_role("link", name="台账导出").click()
    earlier(desk)
    desk.get_by_role("button", name="导出 消毒记录表").click()
    found = rows(fetch(desk, tmp_path))
    assert found[0][:4] == ("日期", "小区", "区域", "时间")
    assert len(found) > 100
    assert all(re.fullmatch(r"..?\*\*|", str(row[7] or "")) for row in found[1:]), "masked"


FOLLOW = """stopsAt => {
  window.told = [];
  const dialog = document.querySelector('dialog');
  new MutationObserver(() => {
    const text = dialog.querySelector('[role=status]').textContent;
    window.told.push(text);
    if (!stopsAt || !text.includes(stopsAt)) return;
    stopsAt = '';
    [...dialog.querySelectorAll('button')].find((one) => one.textContent === '停下').click();
  }).observe(dialog, { subtree: true, childList: true, characterData: true });
}"""


def test_a_long_export_says_how_far_it_is_and_can_be_stopped(desk: Page, standing: Server) -> None:
    desk.goto(f"{standing.url}/desk/exports")
    earlier(desk)
    desk.get_by_role("button", name="导出 居民健康排查登记表").click()
    dialog = desk.get_by_role("dialog")
    desk.evaluate(FOLLOW, "已写")
    dialog.get_by_role("button", name="导出").click()
    expect(dialog.get_by_text("已停下,没有存任何文件")).to_be_visible(timeout=20_000)
    told = desk.evaluate("window.told")
    assert any(re.fullmatch(r"已写 \d+ / \d{4,} 行", one) for one in told), told
    with desk.expect_download() as coming:
        dialog.get_by_role("button", name="导出").click()
    assert coming.value.suggested_filename.endswith(".xlsx"), "and begun anew it comes whole"


def test_a_download_that_breaks_off_saves_nothing_says_so_and_is_begun_again(
    desk: Page, standing: Server, tmp_path: Path
) -> None:
    desk.goto(f"{standing.url}/desk/exports")
    desk.get_by_role("button", name="导出 消毒记录表").click()
    dialog = desk.get_by_role("dialog")
    # The connection closes in the middle of a piece.
    half = {"content_type": "application/x-six-frames", "body": "r 50\nb 65536\nPK"}
    desk.route("**/exports/disinfection?*", lambda route: route.fulfill(**half))
    saved: list[object] = []
    desk.on("download", lambda one: saved.append(one))
    dialog.get_by_role("button", name="导出").click()
    expect(dialog.get_by_role("alert")).to_have_text(
        "传到一半断了,没有存半个文件。记录都在,再点一次导出。"
    )
    assert saved == []
    desk.unroute("**/exports/disinfection?*")
    assert rows(fetch(desk, tmp_path))[0][0] == "日期"
    expect(dialog.get_by_role("alert")).to_have_count(0)


def test_a_long_paper_says_how_far_it_is_and_can_be_stopped(desk: Page, standing: Server) -> None:
    desk.goto(f"{standing.url}/desk/exports")
    # Of all that the demonstration has, this alone is too long to be set at once.
    desk.get_by_role("button", name="记录清单").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog.get_by_text("一份最多 30000 行,再多就分份")).to_be_visible()
    dialog.get_by_role("radio", name="PDF").check()
    desk.evaluate(FOLLOW, "已写")
    dialog.get_by_role("button", name="导出").click()
    expect(dialog.get_by_text("已停下,没有存任何文件")).to_be_visible(timeout=20_000)
    assert re.fullmatch(r"已写 \d+ / \d{4,} 行", desk.evaluate("window.told.at(-2)"))


def test_names_come_in_full_only_when_it_is_said_what_for(
    desk: Page, standing: Server, tmp_path: Path
) -> None:
    desk.goto(f"{standing.url}/desk/exports")
    earlier(desk)
    desk.get_by_role("button", name="导出 居民健康排查登记表").click()
    go = desk.get_by_role("dialog").get_by_role("button", name="导出")
    desk.get_by_label("要完整的姓名和电话").check()
    expect(go).to_be_disabled()
    expect(desk.get_by_text("写明用途(至少 4 个字)才能导出")).to_be_visible()
    assert not axe(desk)
    desk.get_by_label("为什么要").fill("疾控中心核对")
    names = {row[10] for row in rows(fetch(desk, tmp_path))[1:]}
    assert names, "somebody visited"
    assert not any("*" in str(name) for name in names)
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).not_to_be_visible()


def test_the_ledgers_are_usable_by_everybody(desk: Page, standing: Server) -> None:
    found = {}
    for lang, theme in (("zh", "light"), ("en", "dark")):
        desk.evaluate(
            "said => Object.entries(said).forEach(([k, v]) => localStorage.setItem(k, v))",
            {"six.lang": lang, "six.theme": theme},
        )
        desk.goto(f"{standing.url}/desk/exports")
        expect(desk.get_by_role("row").nth(3)).to_be_visible()
        found[lang] = axe(desk)
    assert not any(found.values()), json.dumps(found, ensure_ascii=False, indent=1)
