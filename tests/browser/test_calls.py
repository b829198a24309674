"""A door where nobody answered is rung up: what the question writes down, and what it does not."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, Playwright, expect

from tests.browser.addresses import BUILDING, COMPOUND
from tests.browser.conftest import Server, persistent_phone
from tests.browser.office import secretary
from tests.browser.test_looks import axe, dress, small_targets
from tests.browser.test_morning import enrol, invitation, wait_until_installed

FLOORS = [f"{BUILDING}.1.{floor}0{door}" for floor in (15, 14, 13) for door in (1, 2, 3, 4)]

# A card that is busy writing: whatever this app wants to keep beside its records waits behind it.
BUSY = """async () => {
  const { name } = (await indexedDB.databases()).find(({ name }) => name.startsWith("six-"));
  const db = await new Promise((done) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => done(asked.result);
  });
  const store = db.transaction("pref", "readwrite").objectStore("pref");
  window.letGo = () => { db.close(); window.letGo = null; };
  const hold = () => { if (window.letGo) store.get("call").onsuccess = hold; };
  hold();
}"""
TWO_FRAMES = "new Promise(on => requestAnimationFrame(() => requestAnimationFrame(on)))"


def row(page: Page, door: str) -> Locator:
    return page.locator(".waiting", has_text=f"3栋 {door}")


def with_number(page: Page) -> list[str]:
    """The doors of the list that the roster has a number of."""
    rung = page.locator(".waiting", has=page.locator('a[href^="tel:"]')).locator("b")
    expect(rung.nth(2)).to_be_visible()
    return [text.split()[-1] for text in rung.all_inner_texts()]


def ring(page: Page, door: str) -> Locator:
    """Taps the number and gives the question that waits behind the dialler."""
    row(page, door).get_by_role("link", name="打电话").click()
    question = page.locator("dialog", has_text=f"{door} 打通了吗?")
    expect(question).to_be_visible()
    return question


def nobody_opens(page: Page, doors: list[str]) -> None:
    page.get_by_role("radio", name="没人").click(click_count=2)
    for place in doors:
        page.locator(f'[data-place="{place}"]').click()
        expect(page.locator(f'[data-place="{place}"]')).to_contain_text("没人")


def not_rung(page: Page, door: str) -> None:
    question = ring(page, door)
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    assert not axe(page) and not small_targets(page, 48)
    question.get_by_role("button", name="没打,先不记").click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(row(page, door)).not_to_contain_text("电话没接")


def no_answer(page: Page, door: str) -> None:
    ring(page, door).get_by_role("button", name="没接").click()
    expect(page.locator(".slot [role=status]")).to_contain_text(f"{door} 记为没人 · 已存手机")
    expect(row(page, door)).to_contain_text("2 次没人")
    expect(row(page, door)).to_contain_text("电话没接")
    row(page, door).get_by_role("button", name="再去了").click()
    expect(page.locator("dialog").get_by_role("link", name="打给这户")).to_be_visible()
    page.locator("dialog").get_by_role("button", name="完成").click()


def normal_after_a_restart(page: Page, door: str) -> None:
    """The phone closes the app while somebody talks; a question that was seen is still there."""
    question = page.locator("dialog", has_text=f"{door} 打通了吗?")
    page.evaluate(BUSY)
    row(page, door).get_by_role("link", name="打电话").click()
    page.evaluate(TWO_FRAMES)
    assert question.count() == 0, "asked before it was kept"
    page.evaluate("letGo()")
    expect(question).to_be_visible()
    page.reload()
    question.get_by_role("button", name="打通 · 正常").click()
    expect(row(page, door)).to_have_count(0)


def a_cough(page: Page, door: str) -> None:
    ring(page, door).get_by_role("button", name="打通 · 有情况").click()
    sheet = page.locator("dialog", has_text=f"{door} 室")
    sheet.get_by_role("button", name="咳嗽").click()
    expect(sheet.locator(".sheet-said")).to_contain_text(f"{door} 记为异常 · 已存手机")
    sheet.get_by_role("button", name="完成").click()
    expect(row(page, door)).to_have_count(0)


def test_a_call_is_asked_about_and_what_nobody_says_is_not_recorded(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    before = {op["record"] for op in secretary(server).told("screening")}
    context = persistent_phone(playwright_driver, tmp_path / "lead")
    page = enrol(context, invitation(server, "王桂兰"))
    wait_until_installed(page)
    expect(page.locator(f'[data-place="{FLOORS[0]}"]')).to_be_visible()
    server.stop()
    context.set_offline(True)
    nobody_opens(page, FLOORS)

    page.goto(f"{server.url}/#/outbox")
    page.get_by_role("button", name="现在传").click()
    expect(page.get_by_text("没传上去,记录都在手机里,等会儿自动再传")).to_be_visible()
    page.goto(f"{server.url}/#/todo")
    expect(page.locator(".waiting")).to_have_count(len(FLOORS))
    first, second, third = with_number(page)[:3]
    not_rung(page, first)
    no_answer(page, first)
    normal_after_a_restart(page, second)
    a_cough(page, third)

    server.start()
    context.set_offline(False)
    page.goto(f"{server.url}/#/outbox")
    expect(page.get_by_text("都传好了,可以放心关掉").first).to_be_visible(timeout=30_000)
    context.close()
    told = [op for op in secretary(server).told("screening") if op["record"] not in before]
    said = [op["set"] for op in told if op["set"]["method"] == "phone"]
    by_phone = [(one["outcome"], one.get("symptoms")) for one in said]
    assert sorted(by_phone, key=str) == [
        ("exception", ["cough"]),
        ("no_answer", None),
        ("normal", None),
    ]


def test_a_fever_asks_who_and_rings_the_community_whose_number_stays_when_the_duty_ends(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    desk = secretary(server)
    office = {"lead": "肖书记", "phone": "027-8555 0101"}
    said = {"kind": "assignment", "place": COMPOUND, "fields": office}
    desk.ask("POST", "/api/v1/register", said)
    context = persistent_phone(playwright_driver, tmp_path / "lead")
    page = enrol(context, invitation(server, "王桂兰"))
    page.locator(f'[data-place="{FLOORS[0]}"]').click(button="right")
    sheet = page.get_by_role("dialog")
    for key in "78":
        sheet.get_by_role("button", name=key, exact=True).click()
    rung = sheet.get_by_role("link", name="打社区电话")
    expect(rung).to_have_attribute("href", "tel:02785550101")
    expect(sheet.get_by_role("button", name="4", exact=True)).to_be_in_viewport(ratio=1)
    sheet.get_by_role("button", name="孩子").click()
    expect(sheet.get_by_role("button", name="孩子")).to_have_attribute("aria-pressed", "true")
    page.set_viewport_size({"width": 320, "height": 640})
    dress(page, "en", "dark", "30")
    page.locator(f'[data-place="{FLOORS[0]}"]').click()
    expect(sheet.get_by_role("button", name="Child")).to_be_attached()
    expect(sheet.get_by_role("link", name="Call community")).to_be_in_viewport(ratio=1)
    expect(sheet.get_by_role("button", name="Done")).to_be_in_viewport(ratio=1)
    assert not axe(page)
    dress(page, "zh", "light", "17")
    page.locator(f'[data-place="{FLOORS[0]}"]').click()
    expect(sheet.get_by_role("button", name="孩子")).to_have_attribute("aria-pressed", "true")
    sheet.get_by_role("button", name="完成").click()

    access = desk.ask("GET", f"/api/v1/access?place={COMPOUND}")
    hers = next(one for one in access["people"] if one["user"]["name"] == "王桂兰")
    for grant in hers["grants"]:
        desk.ask("DELETE", f"/api/v1/access/grants/{grant['id']}")
    page.goto(f"{server.url}/#/outbox")
    page.get_by_role("button", name="现在传").click()
    page.goto(f"{server.url}/#/today")
    expect(page.get_by_text("还没给你分楼栋。请找社区。")).to_be_visible()
    assert page.get_by_role("link", name="打社区电话").get_attribute("href") == "tel:02785550101"
    page.goto(f"{server.url}/#/buildings")
    expect(page.get_by_role("link", name="打社区电话")).to_be_visible()
    context.close()
