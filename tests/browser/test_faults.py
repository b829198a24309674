"""What befalls a phone: two windows, a cut line, no room, a wrong clock. Nothing kept is lost."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect

from sync.clock import names
from tests.browser.conftest import DESK, Server, persistent_phone
from tests.browser.test_morning import due_tiles, enrol, invitation, open_round, sign_in

EXCHANGE = "**/api/v1/exchange"
ALL_SENT = "都传好了,可以放心关掉"

CHAIN = """async () => {
  const { name } = (await indexedDB.databases()).find(({ name }) => name.startsWith("six-"));
  const db = await new Promise((done, fail) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const all = (store, way, key) => new Promise((done, fail) => {
    const asked = db.transaction(store).objectStore(store)[way](key);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const ops = await all("op", "getAll");
  const { n, acked, replica } = await all("meta", "get", "state");
  db.close();
  return { n, acked, replica, numbers: ops.map((op) => op.n), places: ops.map((op) => op.place) };
}"""


def chain(page: Page) -> dict[str, Any]:
    """What this phone's database holds of its own records."""
    found: dict[str, Any] = page.evaluate(CHAIN)
    return found


def stored(server: Server) -> list[tuple[int, int]]:
    """Replica and number of every record that people's phones handed in."""
    (path,) = server.data.glob("*.sqlite")
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        query = (
            "SELECT replica.key, op.n FROM op JOIN replica ON replica.key = op.replica_key"
            " WHERE replica.user_key IS NOT NULL AND replica.device_key IS NOT NULL ORDER BY 1, 2"
        )
        return list(database.execute(query))
    finally:
        database.close()


def tap(page: Page, place: str) -> None:
    """One tap, waited for until the words 已存手机 stand there."""
    tile = page.locator(f'[data-place="{place}"]')
    tile.click()
    expect(tile).to_have_class(re.compile("door-done"))


def in_the_round(context: BrowserContext, server: Server, name: str = "王桂兰") -> Page:
    page = enrol(context, invitation(server, name))
    open_round(page, "3栋")
    expect(page.locator(".door-due[data-place]").first).to_be_visible()
    return page


def all_sent(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/#/outbox")
    page.get_by_role("button", name="现在传").click()
    expect(page.get_by_text(ALL_SENT).first).to_be_visible(timeout=20_000)


def test_two_windows_and_a_bad_line_make_one_chain_without_a_gap_or_a_double(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    before = stored(server)
    one = in_the_round(phone, server)
    under_way, most = 0, 0

    def cut(route: Route) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        route.fetch()  # it is committed; the answer is lost on the way
        route.abort()
        under_way -= 1

    phone.route(EXCHANGE, cut, times=3)
    two = phone.new_page()
    two.goto(one.url)
    doors = due_tiles(one)
    for place in doors[0:10:2]:
        one.locator(f'[data-place="{place}"]').click()
    for place in doors[1:10:2]:
        two.locator(f'[data-place="{place}"]').click()
    for page, mine in ((one, doors[0:10:2]), (two, doors[1:10:2])):
        for place in mine:
            expect(page.locator(f'[data-place="{place}"]')).to_have_class(re.compile("door-done"))
    one.reload()
    held = chain(one)
    assert held["numbers"] == list(range(1, 11)), held
    assert sorted(held["places"]) == sorted(doors[:10])
    all_sent(one, server)
    expect(two.locator('a.pill[href="#/outbox"]')).to_contain_text("没有还在手机里的")
    assert most == 1, "two windows exchanged at once"
    assert [n for _, n in stored(server) if (_, n) not in before] == list(range(1, 11))
    phone.close()


def test_a_full_phone_says_not_saved_and_claims_nothing(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    address = in_the_round(phone, server).url
    phone.close()
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    page = phone.new_page()
    session = phone.new_cdp_session(page)
    origin = server.url
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    page.goto(address)
    place, later = due_tiles(page)[:2]
    page.locator(f'[data-place="{place}"]').click()
    expect(page.get_by_text("这条没存上").first).to_be_visible()
    expect(page.locator(f'[data-place="{place}"]')).not_to_have_class(re.compile("door-done"))
    assert chain(page)["numbers"] == []
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    tap(page, later)
    assert chain(page)["numbers"] == [1]
    all_sent(page, server)
    phone.close()


def test_a_clock_that_jumps_by_two_days_loses_nothing(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    for way, name in ((2, "ahead"), (-2, "behind")):
        phone = persistent_phone(playwright_driver, tmp_path / name)
        phone.add_init_script(
            f"const real = Date.now.bind(Date); Date.now = () => real() + {way * 86_400_000};"
        )
        page = in_the_round(phone, server)
        before = len(stored(server))
        tap(page, due_tiles(page)[0])
        page.goto(f"{server.url}/#/outbox")
        expect(page.get_by_text(re.compile("手机时间差了 2 天")).first).to_be_visible()
        expect(page.locator('a.pill[href="#/outbox"]')).to_contain_text("没有还在手机里的")
        assert len(stored(server)) == before + 1
        phone.close()


def newest_flags(server: Server, count: int) -> list[tuple[str, ...]]:
    """What the server makes of the clocks of the records that came last."""
    with closing(sqlite3.connect(server.data / "six.sqlite")) as connection:
        rows = connection.execute(
            "SELECT op.flags FROM op JOIN replica ON replica.key = op.replica_key"
            " WHERE replica.key = (SELECT max(key) FROM replica) ORDER BY op.n DESC LIMIT ?",
            (count,),
        )
        return [tuple(one.name for one in names(flags)) for (flags,) in reversed(rows.fetchall())]


def test_a_clock_that_jumps_while_the_app_is_open_loses_nothing_and_is_seen(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    """Somebody sets the clock two days ahead, then two days back, then right, between doors."""
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    phone.add_init_script(
        "const real = Date.now.bind(Date); window.off = 0; Date.now = () => real() + window.off;"
    )
    page = in_the_round(phone, server)
    before = len(stored(server))
    doors = due_tiles(page)
    phone.set_offline(True)
    for place, days in zip(doors, (0, 2, -2, 0), strict=False):
        page.evaluate("days => { window.off = days * 86_400_000; }", days)
        tap(page, place)
    phone.set_offline(False)
    all_sent(page, server)
    assert len(stored(server)) == before + 4
    assert newest_flags(server, 4) == [(), ("future",), ("past", "jump", "late"), ()]
    phone.close()


def test_the_file_of_a_phone_is_taken_in_at_the_desk_and_its_person_may_leave(
    playwright_driver: Playwright, browser: Browser, server: Server, tmp_path: Path
) -> None:
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    page = in_the_round(phone, server)
    tap(page, due_tiles(page)[0])
    all_sent(page, server)
    phone.set_offline(True)
    page.goto(f"{server.url}/#/today")
    open_round(page, "3栋")
    for place in due_tiles(page)[:2]:
        tap(page, place)
    page.goto(f"{server.url}/#/me")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_text("现在不能退出")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="备份成文件").click()
    data = Path(saved.value.path()).read_bytes()
    expect(page.get_by_role("button", name="已备份,退出")).to_be_visible()
    desk = browser.new_page(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    sign_in(desk, server)
    desk.goto(f"{server.url}/desk/phones")
    file = {"name": "six.json", "mimeType": "application/json", "buffer": data}
    desk.get_by_label("手机导出的文件").set_input_files(file)  # type: ignore[arg-type]
    desk.get_by_role("button", name="先看看").click()
    desk.get_by_role("button", name="收下 2 条").click()
    expect(desk.get_by_text("已收下 王桂兰 的 2 条记录")).to_be_visible()
    phone.set_offline(False)
    page.get_by_role("button", name="接着用").click()
    all_sent(page, server)
    desk.close()
    phone.close()
