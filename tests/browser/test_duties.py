"""Duties beside the rounds, with the server dead: the gate, deliveries, notices, follow-up."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.browser.addresses import COMPOUND, phone_screens
from tests.browser.conftest import PHONE, Server, persistent_phone
from tests.browser.office import Desk, secretary, worker_invited
from tests.browser.test_looks import LOOKS, axe, dress, sideways, small_targets
from tests.browser.test_morning import enrol, invitation, places_of, wait_until_installed

GATE = phone_screens()["gate"]


@pytest.fixture
def desk(server: Server) -> Desk:
    return secretary(server)


def go(page: Page, server: Server, address: str) -> None:
    page.goto(f"{server.url}/{address}")
    expect(page.locator("main").first).to_be_visible()


def digits(page: Page, typed: str) -> None:
    for digit in typed:
        page.locator(".gate-keys").get_by_role("button", name=digit, exact=True).click()


def slot(page: Page) -> Any:
    return page.locator(".slot [role=status]")


def saved(page: Page, what: str) -> None:
    """The slot says so only after the record is durable on the phone."""
    expect(slot(page)).to_contain_text(what)
    expect(slot(page)).to_contain_text("已存手机")


def all_sent(page: Page, server: Server, context: BrowserContext) -> None:
    context.set_offline(False)
    go(page, server, "#/outbox")
    expect(page.get_by_text("都传好了,可以放心关掉").first).to_be_visible(timeout=30_000)


def hand_over(page: Page, whom: str) -> None:
    page.get_by_role("button", name="别的人").click()
    page.get_by_label("别的人").fill(whom)
    page.locator("dialog").get_by_role("button", name=f"交班给 {whom}").click()
    saved(page, whom)


def out_and_in(page: Page) -> None:
    """Somebody leaves and comes back; both are counted."""
    digits(page, "31302")
    first = page.locator(".gate-found", has_text="3栋 1302")
    first.get_by_role("button", name="出").click()
    saved(page, "3栋 1302 出")
    digits(page, "31302")
    expect(first).to_contain_text("今天外出 1/1 次")
    page.get_by_role("button", name="口罩已戴").click()
    first.get_by_role("button", name="进").click()
    saved(page, "3栋 1302 进")
    expect(page.locator(".gate-counts")).to_contain_text("进 1  出 1")


def turn_away_a_fever(page: Page) -> None:
    digits(page, "31101")
    page.get_by_role("button", name="发热,不放行").click()
    sheet = page.locator("dialog")
    for key in "78":
        sheet.get_by_role("button", name=key, exact=True).click()
    sheet.get_by_role("radio", name="去发热门诊").click()
    sheet.get_by_role("button", name="发热,不放行").click()
    saved(page, "已登记病例")


def half_filled(page: Page, server: Server) -> None:
    """What is typed into a form is there again, until the person clears it."""
    go(page, server, f"#/form/need/{COMPOUND}.3.1.1101")
    page.get_by_label("说明").fill("降压药两盒")
    expect(slot(page)).to_contain_text("填了一半的也存手机了")
    page.reload()
    expect(page.get_by_text(re.compile(r"接着 \d?\d:\d\d 填的"))).to_be_visible()
    expect(page.get_by_label("说明")).to_have_value("降压药两盒")
    page.get_by_role("button", name="清空重填").click()
    expect(page.get_by_label("说明")).to_have_value("")
    expect(page.get_by_role("button", name="清空重填")).to_have_count(0)


def test_a_gate_shift_without_signal_with_a_fever_its_case_and_a_hand_over(
    playwright_driver: Playwright, desk: Desk, server: Server, tmp_path: Path
) -> None:
    before = {op["record"] for op in desk.told("duty_shift")}
    context = persistent_phone(playwright_driver, tmp_path / "gate")
    page = enrol(context, invitation(server, "小吴"))
    wait_until_installed(page)
    go(page, server, GATE)
    expect(page.locator(".gate-keys")).to_be_visible()
    server.stop()
    context.set_offline(True)
    page.reload()

    hand_over(page, "小吴")
    out_and_in(page)
    turn_away_a_fever(page)
    hand_over(page, "小孙")
    expect(page.locator(".gate-duty")).to_contain_text("值守:小孙")
    page.reload()
    expect(page.locator(".gate-duty")).to_contain_text("值守:小孙")

    server.start()
    all_sent(page, server, context)
    context.close()
    (fever,) = [op for op in desk.told("gate_entry") if op["set"]["decision"] == "turned_away"]
    assert fever["set"]["temperature"] == 378 and fever["set"]["disposition"] == "clinic"
    (case,) = desk.told("case_event")
    assert (case["set"]["found_in"], case["set"]["category"]) == (fever["record"], "fever")
    assert case["place"] == f"{COMPOUND}.3.1.1101"
    shifts = [op for op in desk.told("duty_shift") if op["record"] not in before]
    assert len([op for op in shifts if "started_at" in op["set"]]) == 2


def test_cabbages_go_out_in_the_order_of_the_rule_without_signal(
    browser: Browser, desk: Desk, server: Server
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = enrol(context, worker_invited(server))
    wait_until_installed(page)
    go(page, server, "#/today")
    page.get_by_role("link", name="发放 · 白菜").click()
    rows = page.locator(".give")
    expect(rows).to_have_count(70)
    context.set_offline(True)
    server.stop()
    reasons = [text.split()[-1] for text in page.locator(".give-why").all_inner_texts()]
    order = ["医护家庭", "困难", "独居老人", "隔离", "上次没轮到"]
    assert reasons == sorted(reasons, key=order.index)
    assert reasons[0] == "医护家庭" and reasons[-1] == "上次没轮到"

    places = places_of(rows)[:3]
    for place in places[:2]:
        page.locator(f'[data-place="{place}"]').click()
        saved(page, "送到")
    page.get_by_role("radio", name="不要").click()
    page.locator(f'[data-place="{places[2]}"]').click()
    saved(page, "不要")
    expect(page.locator("main")).to_contain_text("剩 68 份,共 70 份")
    expect(page.locator("main")).to_contain_text("送到 2 · 不要 1 · 没人 0")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("main")).to_contain_text("送到 2 · 不要 0 · 没人 0")

    server.start()
    all_sent(page, server, context)
    context.close()
    given = [one for one in desk.told("delivery") if one["place"] in places[:2]]
    assert {one["set"]["outcome"] for one in given} == {"delivered"} and len(given) == 2


def test_notices_readings_and_needs_are_kept_without_signal(
    browser: Browser, desk: Desk, server: Server
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = enrol(context, worker_invited(server))
    wait_until_installed(page)
    go(page, server, "#/today")
    expect(page.get_by_role("link", name="通知 · 居家防护须知")).to_be_visible()
    server.stop()
    context.set_offline(True)

    page.get_by_role("link", name="通知 · 居家防护须知").click()
    page.locator(".place").first.click()
    saved(page, "1栋 1单元 张贴")
    page.get_by_role("radio", name="喇叭").click()
    page.locator(".place").nth(1).click()
    saved(page, "2栋 1单元 喇叭")
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "2")

    go(page, server, "#/todo")
    page.get_by_role("link", name="3栋 904 张**").click()
    expect(page.locator("main")).to_contain_text("密切接触者 · 第 9 天,共 14 天")
    expect(page.locator("main")).to_contain_text("起才能解除")
    for typed, says in (("86", "打社区电话"), ("66", "36.6")):  # a slip, mended at once
        for key in typed:
            page.get_by_role("button", name=key, exact=True).click()
        saved(page, says)
    expect(page.locator(".strip")).to_contain_text("36.6")
    expect(page.locator(".strip")).not_to_contain_text("38.6")
    expect(page.get_by_role("button", name="去掉体温")).to_have_count(0)

    half_filled(page, server)
    go(page, server, "#/building/420103009001.1.3")
    page.get_by_role("radio", name=re.compile("打开")).click()
    page.locator('[data-place="420103009001.1.3.1.101"]').click()
    page.locator("dialog").get_by_role("button", name="买药").click()
    page.locator("dialog").get_by_role("button", name="完成").click()
    go(page, server, "#/todo")
    page.get_by_role("button", name=re.compile("3栋 101 买药")).click()
    page.get_by_label("价钱(元)").fill("26.8")
    page.locator("dialog").get_by_role("button", name="办好").click()
    expect(page.get_by_role("button", name=re.compile("3栋 101 买药"))).to_have_count(0)

    server.start()
    all_sent(page, server, context)
    context.close()
    needs = desk.told("need")
    assert [one["place"] for one in needs] == ["420103009001.1.3.1.101"]
    assert len(desk.told("notice")) == 2


def test_the_screens_of_duties_are_fit_for_every_eye_and_thumb(
    browser: Browser, desk: Desk, server: Server
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = enrol(context, worker_invited(server))
    go(page, server, "#/today")
    links = page.locator('a[href^="#/deliveries/"], a[href^="#/notice/"]')
    expect(links).to_have_count(3)
    found = [str(link.get_attribute("href")) for link in links.all()]
    screens = [GATE, *found[:2], "#/followup/c1", "#/todo"]
    wrong: dict[str, Any] = {}
    for look in LOOKS:
        dress(page, *look)
        for address in screens:
            go(page, server, address)
            expect(page.locator("main").locator("button, a").first).to_be_visible()
            if violations := axe(page):
                wrong[f"{address} {look}"] = violations
            if small := small_targets(page, 48):
                wrong[f"{address} {look} targets"] = small
            if sideways(page) > 0:
                wrong[f"{address} {look} sideways"] = sideways(page)
    context.close()
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)
