"""Three phones on a line that fails half of the time, with texts that databases dislike."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Page, Playwright, Route, expect

from sync.digest import device_digest
from tests.browser.conftest import Server, persistent_phone
from tests.browser.office import secretary
from tests.browser.test_faults import EXCHANGE
from tests.browser.test_morning import due_tiles, enrol, open_round

PHONES, DOORS, NOTES = 3, 4, 25
# Twelve of twenty-five exchanges fail, in four ways: 48 %.
PATTERN = ["through"] * 13 + ["cut", "deaf", "busy", "captive"] * 3

# As a script writes them, so that nothing on the way to the page can change them.
HOSTILE = (
    r"\u0000 nothing", r"\ud800 alone", r"\udc00\ud800 turned", "\U0001f637 \U00020bb7野家",
    r"\u202e right to left \u0645\u0631\u062d\u0628\u0627", r"\u2028\u2029", r"</script><!-- '\"",
    r"\\u0041 {\"a\":1}", "é vs e\u0301", "'; DROP TABLE op; --", r"\ufeff\ufffe",
    "\U0001f469" * 480,
)  # fmt: skip


def texts(phone: int) -> list[str]:
    """What one phone is told, as the inside of a string literal; no two are the same."""
    count = DOORS * NOTES
    return [f"{phone}.{i} {HOSTILE[i % len(HOSTILE)]}." for i in range(count)]


# Types into the open sheet as fast as the phone stores: the next text once the last one is kept.
WRITE = """async (literals) => {
  const notes = [...document.querySelectorAll("dialog[open] label.field")];
  const input = notes.find((each) => each.textContent.includes("记一段话")).querySelector("input");
  const { name } = (await indexedDB.databases()).find(({ name }) => name.startsWith("six-"));
  const db = await new Promise((done) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => done(asked.result);
  });
  const count = () => new Promise((done) => {
    const asked = db.transaction("op").objectStore("op").count();
    asked.onsuccess = () => done(asked.result);
  });
  const before = await count();
  for (const [i, literal] of literals.entries()) {
    input.value = JSON.parse(`"${literal}"`);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    while ((await count()) < before + i + 1);
  }
  db.close();
}"""

HELD = """async () => {
  const { name } = (await indexedDB.databases()).find(({ name }) => name.startsWith("six-"));
  const db = await new Promise((done) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => done(asked.result);
  });
  const all = (store, way, key) => new Promise((done) => {
    const asked = db.transaction(store).objectStore(store)[way](key);
    asked.onsuccess = () => done(asked.result);
  });
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const state = await all("meta", "get", "state");
  const feeds = (await all("feed", "getAll")).map((one) => [one.feed, one.cursor, hex(one.acc)]);
  const ops = (await all("op", "getAll")).map((op) => op.id);
  const sorted = (value) => value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, value[key]])) : value;
  const records = (await all("rec", "getAll"))
    .filter(({ record }) => record.kind === "screening")
    .map(({ record }) => JSON.stringify(record, (_, value) => sorted(value))).sort();
  db.close();
  const bytes = new TextEncoder().encode(records.join());
  const fold = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  const { n, acked, verified } = state;
  return { n, acked, verified, feeds, ops, fold };
}"""


def held(page: Page) -> dict[str, Any]:
    """What a phone's database holds, and the digest of what it makes of it."""
    found: dict[str, Any] = page.evaluate(HELD)
    return found


@dataclass
class Line:
    """A network that fails in every way there is."""

    ways: Iterator[str]
    met: Counter[str] = field(default_factory=Counter)

    def __call__(self, route: Route) -> None:
        way = next(self.ways)
        self.met[way] += 1
        getattr(self, way)(route)

    def through(self, route: Route) -> None:
        route.continue_()

    def cut(self, route: Route) -> None:
        route.abort()

    def deaf(self, route: Route) -> None:
        route.fetch()  # committed; nobody hears of it
        route.abort()

    def busy(self, route: Route) -> None:
        problem = json.dumps({"code": "internal"})
        route.fulfill(status=500, content_type="application/problem+json", body=problem)

    def captive(self, route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<html>log in</html>")


def leads(server: Server) -> list[str]:
    """Invitations for three leads of one building, by whom the records are."""
    desk = secretary(server)
    wanted = {"role": "building_lead", "places": ["420103009001.1.3"]}
    made = [
        desk.ask("POST", "/api/v1/invitations", wanted | {"name": f"姐妹{i}"})
        for i in range(PHONES)
    ]
    return [f"{server.url}/#i={one['token']}" for one in made]


def write_notes(page: Page, phone: int) -> None:
    doors, said = due_tiles(page)[:DOORS], texts(phone)
    for i, door in enumerate(doors):
        page.get_by_role("radio", name="打开").click()
        page.locator(f'[data-place="{door}"]').click()
        expect(page.get_by_label("记一段话")).to_be_visible()
        page.evaluate(WRITE, said[i * NOTES : (i + 1) * NOTES])
        page.get_by_role("button", name="完成").click()
        page.evaluate("dispatchEvent(new Event('online'))")  # and the next door is open already


def press_until(page: Page, done: Callable[[], bool]) -> None:
    """Somebody who presses 现在传 again whenever it did not go through."""
    for _ in range(80):
        if done():
            return
        page.get_by_role("button", name="现在传").click()
        expect(page.locator(".outbox-now")).not_to_contain_text("正在传", timeout=20_000)
    raise AssertionError("it does not come to an end")


def heads(server: Server) -> dict[int, tuple[int, bytes]]:
    with closing(sqlite3.connect(server.data / "six.sqlite")) as connection:
        rows = connection.execute("SELECT key, head_q, acc FROM feed")
        return {key: (head_q, acc) for key, head_q, acc in rows}


def check_of(page: Page, server: Server) -> tuple[bytes, bytes]:
    """The sixteen bytes of a phone, and those that the server's own feeds give."""
    feeds, at = held(page)["feeds"], heads(server)
    return (
        device_digest((feed, cursor, bytes.fromhex(acc)) for feed, cursor, acc in feeds),
        device_digest((feed, *at[feed]) for feed, _, _ in feeds),
    )


def notes_on(server: Server) -> list[str]:
    with closing(sqlite3.connect(server.data / "six.sqlite")) as connection:
        bodies = [json.loads(body) for (body,) in connection.execute("SELECT body FROM op")]
    return sorted(body["set"]["note"] for body in bodies if "note" in body["set"])


def test_three_phones_on_a_line_that_fails_half_of_the_time_come_to_one_digest(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    known = notes_on(server)
    line = Line(cycle(Random(16).sample(PATTERN, len(PATTERN))))
    phones = [persistent_phone(playwright_driver, tmp_path / f"{i}") for i in range(PHONES)]
    pages = [enrol(*both) for both in zip(phones, leads(server), strict=True)]
    for i, (phone, page) in enumerate(zip(phones, pages, strict=True)):
        open_round(page, "3栋")
        due_tiles(page)
        phone.route(EXCHANGE, line)
        write_notes(page, i)
    for page in pages:
        page.goto(f"{server.url}/#/outbox")
        press_until(page, lambda page=page: held(page)["acked"] == DOORS * NOTES)  # type: ignore[misc]
    for page in pages:
        press_until(page, lambda page=page: len({*check_of(page, server)}) == 1)  # type: ignore[misc]

    said = [json.loads(f'"{each}"') for i in range(PHONES) for each in texts(i)]
    assert notes_on(server) == sorted([*known, *said]), "lost, doubled, or changed on the way"
    ends = [held(page) for page in pages]
    assert [(end["n"], end["acked"], end["verified"]) for end in ends] == [(100, 100, True)] * 3
    assert len({id for end in ends for id in end["ops"]}) == PHONES * DOORS * NOTES
    assert {end["fold"] for end in ends} == {ends[0]["fold"]}, "they make different records of it"
    assert line.met.keys() == {*PATTERN}, line.met
    server.stop()
    server.flask("sync", "fsck")
    for phone in phones:
        phone.close()
