"""No link of the desk leads to a closed door: every role follows what its pages show it.

A page is opened once for each sort of address that leads to it: its parameters by name, and the
criterion or state it opens. What matters is the page and what it asks of the server.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from server.demo.people import ABOVE, SECRETARIES
from tests.browser.addresses import COMMUNITY, desk_pages
from tests.browser.conftest import DESK, Server
from tests.browser.test_reviewers import sign_in

ACCOUNTS = {one.account: one.passphrase for one in ABOVE} | {
    account: passphrase for account, passphrase, _ in SECRETARIES.values()
}
READERS = (SECRETARIES[COMMUNITY][0], "street", "district", "city")
TOLD_APART = ("criterion", "state", "show", "kind")
# What pages carry on without asking for anything else by it.
KEPT = ("place", "community", "known_at", "compound", "only", "order")
CLOSED = re.compile("没有这个页面|不归你")
MOST_PAGES = 150
A_DAY_AGO = int(time.time() * 1000) - 26 * 3_600_000

# Counts what is on its way, so that a page is read when it is drawn and not some time later.
ASKED = """(() => {
  const real = window.fetch;
  window.asked = 0;
  window.refused = [];
  window.fetch = async (...said) => {
    window.asked += 1;
    try {
      const answer = await real(...said);
      if ([403, 404].includes(answer.status)) window.refused.push(answer.url);
      return answer;
    } finally {
      setTimeout(() => (window.asked -= 1));
    }
  };
})()"""

OPEN = """async (to) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  window.refused = [];
  history.pushState(null, "", to);
  dispatchEvent(new PopStateEvent("popstate"));
  for (let still = 0, tries = 0; still < 3 && tries < 600; tries += 1) {
    await frame();
    const busy = window.asked || document.querySelector("main .wait, main[aria-busy=true]");
    still = busy ? 0 : still + 1;
  }
  const main = document.querySelector("main");
  for (const each of main.querySelectorAll("details")) each.open = true;
  const hrefs = [...main.querySelectorAll("a[href^='/desk/']")].map((a) => a.getAttribute("href"));
  const heads = [...main.querySelectorAll(".criterion-head > .note")].map((note) => note.innerText);
  return { text: main.innerText, links: [...new Set(hrefs)], heads, refused: window.refused };
}"""


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    context.add_init_script(ASKED)
    yield context.new_page()
    context.close()


def sort_of(address: str, source: str = "") -> tuple[Any, ...]:
    """What two addresses have in common that open the same page in the same way.

    Whether a record opens depends on what it is about: one is tried of each page that names some.
    """
    if address.startswith("/desk/record?") and source:
        return ("record", *sort_of(source))
    parts = urlsplit(address)
    said = dict(parse_qsl(parts.query))
    names = sorted(name for name in said if name not in KEPT)
    return (parts.path, *names, *(said.get(name, "") for name in TOLD_APART))


def walk(page: Page, begin: list[str]) -> tuple[set[str], list[str]]:
    """Follow every sort of link from some pages on; return the pages opened and what was closed."""
    todo, seen, closed = list(begin), {sort_of(each) for each in begin}, []
    opened: set[str] = set()
    while todo:
        assert len(seen) < MOST_PAGES, "the sorts of addresses do not end"
        address = todo.pop(0)
        found = page.evaluate(OPEN, address)
        opened.add(urlsplit(address).path.removeprefix("/desk/"))
        if found["refused"] or CLOSED.search(found["text"]):
            closed.append(f"{address} {found['refused']}")
        criteria = [f"/desk/checklist?criterion={each}" for each in found["heads"]]
        for link in found["links"] + criteria:
            if (sort := sort_of(link, address)) not in seen:
                seen.add(sort)
                todo.append(link)
    return opened, closed


@pytest.mark.parametrize("account", READERS)
def test_every_link_that_a_reader_is_shown_opens(
    desk: Page, standing: Server, account: str
) -> None:
    sign_in(desk, standing, account, ACCOUNTS[account])
    desk.locator("nav a").first.wait_for()
    menu = [str(each.get_attribute("href")) for each in desk.locator("nav a").all()]
    opened, closed = walk(desk, [*menu, f"/desk/since?known_at={A_DAY_AGO}"])
    assert closed == []
    if account == READERS[0]:
        pages = {to.split("?")[0] for to in desk_pages().values()}
        assert pages - opened == set()
