"""What a page shows as a table comes as a file with the same rows: the same filters, day, place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.addresses import BUILDING
from tests.browser.conftest import DESK, Server
from tests.browser.test_morning import sign_in
from tests.browser.visits import open_page, pages

# The table of what may be exported is not itself exported.
NOT_TAKEN = {"exports"}


@pytest.fixture
def desk(browser: Browser, standing: Server) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, standing)
    yield page
    context.close()


def taken(desk: Page, folder: Path, which: str | None = None, by: str = "导出") -> list[list[str]]:
    """The rows of the page's export as CSV; ``which`` of them where there are several."""
    desk.get_by_role("button", name=by, exact=True).click()
    dialog = desk.get_by_role("dialog")
    if which:
        dialog.get_by_role("combobox").select_option(label=which)
    dialog.get_by_role("radio", name="CSV").check()
    with desk.expect_download() as coming:
        dialog.get_by_role("button", name="导出").click()
    coming.value.save_as(folder / "table.csv")
    text = (folder / "table.csv").read_text("utf-8-sig")
    desk.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    return list(csv.reader(io.StringIO(text)))[1:]


def test_every_page_with_a_table_gives_it_away(desk: Page, standing: Server) -> None:
    without = []
    for name, address in pages(desk, standing).items():
        open_page(desk, standing, address)
        tables = desk.locator("main table").count()
        if tables and name not in NOT_TAKEN:
            taken_away = desk.get_by_role("button", name="导出", exact=True).count()
            without += [] if taken_away else [name]
    assert without == []


def test_the_rounds_come_as_many_days_and_as_filtered_as_they_are_shown(
    desk: Page, standing: Server, tmp_path: Path
) -> None:
    for show, cells in (("gaps", "a.round"), ("all", ".round:not(.round-none)")):
        open_page(desk, standing, f"missed?days=7&show={show}")
        shown = desk.locator(f"table.rounds td {cells}").count()
        assert shown == len(taken(desk, tmp_path)), show


def test_the_doors_over_the_days_come_as_their_picture_has_them(
    desk: Page, standing: Server, tmp_path: Path
) -> None:
    open_page(desk, standing, f"building?building={BUILDING}&door={BUILDING}.1.1502")
    desk.get_by_role("region", name="14 天一户一户看").get_by_role("button").click()
    rounds = desk.locator("table.rounds td .round:not(.twin-none)")
    expect(rounds.first).to_be_visible()
    shown = rounds.count()
    building = desk.locator("#building-name").text_content()
    rows = taken(desk, tmp_path, f"{building} 每一户每一轮")
    assert len(rows) == shown > 100
    listed = desk.locator(".history li")
    expect(listed.first).to_be_visible()
    assert listed.count() == len(taken(desk, tmp_path, f"{building} 1502 的记录")) > 0


def test_what_a_roster_would_do_comes_as_a_file_with_its_faults(
    desk: Page, standing: Server, tmp_path: Path
) -> None:
    open_page(desk, standing, "roster")
    text = (
        "小区,楼栋,单元,门牌,户主,电话,人数\n"
        "新小区,1栋,1,101,赵一,13871234567,3\n新小区,1栋,1,102,钱二,13871234568,三口\n"
    )
    form = desk.locator("form.panel").filter(has=desk.get_by_role("heading", name="导入名册"))
    form.get_by_label("选文件").set_input_files(
        {"name": "roster.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    form.get_by_role("button", name="先看一遍").click()
    expect(form.get_by_role("alert")).to_contain_text("1 处要改")
    rows = taken(desk, tmp_path, by="预览存成文件")
    assert [(row[4], row[9]) for row in rows] == [("101", "新增"), ("", "要改")]
    assert (rows[0][5], rows[1][11]) == ("赵**", "人数「三口」应该是整数")


def test_a_condition_opened_lists_all_that_it_lacks(
    desk: Page, standing: Server, tmp_path: Path
) -> None:
    open_page(desk, standing, "checklist?criterion=D4.1")
    said = str(desk.get_by_role("heading", name="差在哪里").text_content())
    option = desk.locator("dialog option")
    desk.get_by_role("button", name="导出", exact=True).click()
    title = str(option.last.text_content())
    desk.keyboard.press("Escape")
    rows = taken(desk, tmp_path, title)
    assert f"({len(rows)})" in said


def test_the_gates_of_the_checklist_open_like_the_six(desk: Page, standing: Server) -> None:
    open_page(desk, standing, "checklist")
    group = desk.get_by_role("region", name="疫情零发生")
    first = group.locator(".criterion-head").first
    first.click()
    expect(group.get_by_text("规则", exact=True)).to_be_visible()
    expect(desk.get_by_role("alert")).to_have_count(0)
