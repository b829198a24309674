"""A new version comes while somebody is writing: it waits for them, and takes nothing along."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from base64 import b64encode
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.browser.conftest import ROOT, Server, persistent_phone
from tests.browser.test_faults import EXCHANGE, all_sent
from tests.browser.test_morning import (
    due_tiles,
    enrol,
    invitation,
    open_round,
    tap_doors,
    wait_until_installed,
)

NEWS = "等他们吃完饭再来"


def integrity(path: Path) -> str:
    return f"sha256-{b64encode(sha256(path.read_bytes()).digest()).decode()}"


def publish_next_version(static: Path) -> None:
    """Puts a build that can be told from the first one in its place."""
    page, worker = static / "index.html", static / "sw.js"
    before = integrity(page)
    page.write_text(page.read_text("utf-8").replace("<html", '<html data-version="next"'), "utf-8")
    text = worker.read_text("utf-8")
    assert before in text
    text = text.replace(before, integrity(page))
    worker.write_text(re.sub(r"shell-[0-9a-f]{12}", "shell-0123456789ab", text), "utf-8")


COMES = """async () => {
  const one = await navigator.serviceWorker.getRegistration();
  for (let frame = 0; frame < 900 && !one.waiting; frame++)
    await new Promise(requestAnimationFrame);
  return [one.active?.state, one.waiting?.state];
}"""
WAITING = "navigator.serviceWorker.getRegistration().then((one) => one.waiting)"


def notes_of(server: Server) -> list[str]:
    with closing(sqlite3.connect(server.data / "six.sqlite")) as connection:
        bodies = [json.loads(body) for (body,) in connection.execute("SELECT body FROM op")]
        return [body["set"]["note"] for body in bodies if body["set"].get("note") == NEWS]


def served_from_a_copy(server: Server, folder: Path) -> Path:
    """The folder of the client's files, which a story may change."""
    static = folder / "static"
    shutil.copytree(ROOT / "server" / "static", static)
    server.stop()
    server.env["SIX_STATIC"] = str(static)
    server.start()
    return static


def test_a_new_version_waits_until_the_form_is_closed_and_the_person_agrees(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    static = served_from_a_copy(server, tmp_path)
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    page = enrol(phone, invitation(server, "王桂兰"))
    wait_until_installed(page)
    open_round(page, "3栋")
    phone.route(EXCHANGE, lambda route: route.abort())
    tap_doors(page, 2)
    page.get_by_role("radio", name="打开").click()
    page.locator(f'[data-place="{due_tiles(page)[0]}"]').click()
    note = page.get_by_label("记一段话")
    note.press_sequentially(NEWS)

    publish_next_version(static)
    # The phone is unlocked again, with the app still open.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate(COMES) == ["activated", "installed"]
    expect(note).to_have_value(NEWS)
    expect(page.locator("html[data-version]")).to_have_count(0)

    page.get_by_role("button", name="完成").click()
    pill = page.locator('a.pill[href="#/outbox"]')
    expect(pill).to_contain_text("3")
    open_today = page.url.partition("#")[0] + "#/today"
    page.goto(open_today)
    expect(page.get_by_text("有新版本,这轮查完再换")).to_be_visible()
    expect(page.locator("html[data-version]")).to_have_count(0)
    page.get_by_role("button", name="现在换").click()
    expect(page.locator('html[data-version="next"]')).to_have_count(1)
    expect(pill).to_contain_text("3")
    assert page.evaluate(WAITING) is None

    phone.unroute(EXCHANGE)
    all_sent(page, server)
    assert notes_of(server) == [NEWS]
    phone.close()


ENDS = """async () => {
  const one = await navigator.serviceWorker.getRegistration();
  const ended = new Promise((done) => one.addEventListener("updatefound", () => {
    const fresh = one.installing;
    fresh.addEventListener("statechange", () =>
      ["installed", "redundant"].includes(fresh.state) && done(fresh.state));
  }, { once: true }));
  await one.update().catch(() => undefined);
  return ended;
}"""


def test_a_new_version_of_which_one_file_is_a_log_in_page_changes_nothing(
    playwright_driver: Playwright, server: Server, tmp_path: Path
) -> None:
    static = served_from_a_copy(server, tmp_path)
    phone = persistent_phone(playwright_driver, tmp_path / "lead")
    page = enrol(phone, invitation(server, "王桂兰"))
    wait_until_installed(page)
    open_round(page, "3栋")
    due_tiles(page)

    publish_next_version(static)
    [styles] = static.glob("assets/phone-*.css")
    whole = styles.read_bytes()
    text = (static / "sw.js").read_text("utf-8")
    # A file of the new version that the phone does not hold: the hotel answers in its place.
    renamed = styles.with_name("phone-next.css")
    (static / "sw.js").write_text(text.replace(styles.name, renamed.name), "utf-8")
    renamed.write_text("<!doctype html><title>Log in</title>", "utf-8")
    assert page.evaluate(ENDS) == "redundant"

    server.stop()
    page.reload()
    open_round(page, "3栋")
    tap_doors(page, 2)
    expect(page.locator("html[data-version]")).to_have_count(0)

    renamed.write_bytes(whole)
    server.start()
    assert page.evaluate(ENDS) == "installed"
    phone.close()
