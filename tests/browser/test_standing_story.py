"""A certificate's life at the desk: refused, declared, certified, printed, suspended, restored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, Server
from tests.browser.office import signed_in

COMPOUND = "420103009001.1"
DOOR = f"{COMPOUND}.2.1.301"
PEOPLE = {
    "community": ("xiao", "shuang liu xiao qu"),
    "street": ("street", "tang jia dun jie dao"),
    "district": ("district", "jiang han qu shen he"),
}


def today() -> str:
    """The day in Wuhan, asked anew: a run may cross its midnight."""
    return (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()


class Office:
    """A desk account over HTTP, for what this story does not tell in the browser."""

    def __init__(self, server: Server, role: str) -> None:
        self.desk = signed_in(server, *PEOPLE[role])

    def get(self, path: str) -> Any:
        return self.desk.ask("GET", f"/api/v1{path}")

    def post(self, path: str, body: dict[str, object]) -> Any:
        return self.desk.ask("POST", f"/api/v1{path}", body)

    def tell(self, event: str, category: str, person: str) -> None:
        """What happens to a person behind one of the compound's doors, today."""
        body = {"place": DOOR, "event": event, "category": category, "person": person}
        self.post("/cases", {**body, "happened_on": today(), "basis": "医院报告"})

    def release_everybody(self) -> None:
        for case in self.get(f"/cases?place={COMPOUND}")["cases"]:
            if case["state"] == "open":
                told = {"place": case["place"]["id"], "person": case["id"], "happened_on": today()}
                self.post("/cases", {**told, "event": "released", "category": case["category"]})

    def waive_what_is_not_met(self) -> None:
        shown = self.get(f"/checklist?compound={COMPOUND}")
        criteria = [one for group in shown["pillars"] for one in group["criteria"]]
        for one in criteria:
            if one["verdict"] != "met" and one["hard"]:
                body = {"compound": COMPOUND, "criterion": one["id"], "reason": "演练"}
                self.post("/waivers", {**body, "until": today()})


@contextmanager
def at_desk(browser: Browser, server: Server, role: str) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    account, passphrase = PEOPLE[role]
    page.goto(f"{server.url}/desk/declaration?of={COMPOUND}")
    page.get_by_label("账号").fill(account)
    page.get_by_label("口令").fill(passphrase)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="华氏儒商花园")).to_be_visible()
    yield page
    context.close()


def take(page: Page, step: str, state: str) -> None:
    page.get_by_role("button", name=step, exact=True).first.dblclick()
    expect(page.locator(".standing-state")).to_have_text(state)


def step_aside(page: Page, step: str, reason: str) -> None:
    """A step that is not the next one, with its reason."""
    form = page.locator(".steps-form")
    form.get_by_label("办什么").select_option(label=step)
    form.get_by_label(re.compile("说明")).fill(reason)
    form.get_by_role("button", name=step).click()
    expect(page.get_by_text(f"已记下:{step}。")).to_be_visible()


def declare_once_nothing_is_missing(desk: Page, community: Office, street: Office) -> None:
    expect(desk.get_by_role("button", name="申报", exact=True)).to_be_disabled()
    expect(desk.locator(".condition", has_text="条件一")).to_contain_text("密切接触者")
    community.release_everybody()
    street.waive_what_is_not_met()
    desk.reload()
    declare(desk)


def declare(desk: Page) -> None:
    take(desk, "申报", "已申报")
    take(desk, "社区自查通过", "社区已查")


def declare_again(desk: Page, why: str) -> None:
    """What was sent back is found in the list of what waits, with the reason."""
    desk.get_by_role("link", name=re.compile("要处理的")).click()
    desk.locator(".matter-row", has_text="申报被退回").click()
    expect(desk.locator(".matter .lead")).to_have_text(why)
    desk.get_by_role("link", name="打开申报").click()
    declare(desk)


def certify(desk: Page, tmp_path: Path) -> str:
    """Certifies and prints; returns the address of the public page."""
    take(desk, "认定", "已认定")
    with desk.expect_download() as told:
        desk.get_by_role("button", name="下载证书(PDF)").click()
    told.value.save_as(tmp_path / "certificate.pdf")
    assert (tmp_path / "certificate.pdf").read_bytes().startswith(b"%PDF")
    return str(desk.get_by_role("link", name="公开页").get_attribute("href"))


def reads(anybody: Page, state: str) -> None:
    """The public page, loaded again, says the state."""
    anybody.reload()
    expect(anybody.get_by_text(state).first).to_be_visible()


def test_from_a_refused_declaration_to_a_certificate_that_is_suspended_and_restored(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    community, street = Office(server, "community"), Office(server, "street")
    community.tell("opened", "close_contact", "k9")
    with at_desk(browser, server, "community") as desk:
        declare_once_nothing_is_missing(desk, community, street)
    with at_desk(browser, server, "street") as desk:
        step_aside(desk, "退回", "3栋消杀还差两次")
    with at_desk(browser, server, "community") as desk:
        declare_again(desk, "3栋消杀还差两次")
    with at_desk(browser, server, "street") as desk:
        take(desk, "街道核过", "街道已核")
    with at_desk(browser, server, "district") as desk:
        public = certify(desk, tmp_path)
    anybody = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    anybody.goto(public)
    expect(anybody.get_by_text("有效").first).to_be_visible()
    expect(anybody.locator("body")).not_to_contain_text("301")
    expect(anybody.get_by_text("和当时的记录一致")).to_be_visible()

    community.tell("opened", "suspected", "k10")
    reads(anybody, "已暂停")
    with at_desk(browser, server, "community") as desk:
        expect(desk.locator(".standing-state")).to_have_text("已暂停")
        community.tell("excluded", "suspected", "k10")
        desk.reload()
        expect(desk.locator(".standing-state")).to_have_text("已认定")
    reads(anybody, "有效")
    with at_desk(browser, server, "district") as desk:
        step_aside(desk, "暂停", "抽查不合格")
        expect(desk.locator(".standing-state")).to_have_text("已暂停")
        expect(desk.get_by_role("alert")).to_contain_text("请马上停止")
        reads(anybody, "已暂停")
        step_aside(desk, "取消", "数据不实")
        expect(desk.locator(".standing-state")).to_have_text("已取消")
    reads(anybody, "已取消")
    anybody.context.close()
