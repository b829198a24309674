"""A street makes a secretary's account; she comes in by its code, is closed, and is told so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.addresses import COMMUNITY
from tests.browser.conftest import DESK, Server
from tests.browser.office import Desk
from tests.browser.test_looks import axe

STREET = "tang jia dun jie dao"
OWN = "我自己想的一句口令"


def desk(browser: Browser, server: Server, lang: str = "zh") -> Page:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    page.add_init_script(f"localStorage.setItem('six.lang', '{lang}')")
    page.goto(f"{server.url}/desk/")
    return page


def sign_in(page: Page, account: str, passphrase: str) -> None:
    page.locator("[name=account]").fill(account)
    page.locator("[name=passphrase]").fill(passphrase)
    page.locator("button.primary").click()
    expect(page.locator('main[aria-busy="false"] h1')).to_be_visible()


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has_text=name)


def press_twice(within: Locator, label: str) -> None:
    """A button that says first what will happen."""
    within.get_by_role("button", name=re.compile(label)).click()
    within.get_by_role("alert").get_by_role("button", name=re.compile(label)).click()


def make_secretary(street: Page) -> str:
    """Make the account of 林书记; returns the code that is told once."""
    street.get_by_role("link", name="账号", exact=True).click()
    form = street.get_by_role("form", name="开一个账号")
    form.get_by_label("名字").fill("林书记")
    form.get_by_label("账号", exact=True).fill("xiao")
    form.get_by_role("button", name="开账号").click()
    expect(street.get_by_text("这个账号名有人用了")).to_be_visible()
    form.get_by_label("账号", exact=True).fill("lin")
    form.get_by_role("button", name="开账号").click()
    code = street.get_by_role("region", name="林书记 的一次性码")
    expect(code.get_by_role("heading")).to_be_focused()
    expect(row(street, "林书记")).to_contain_text("等第一次登录")
    assert not axe(street)
    return code.locator(".account-digits").inner_text()


def come_in(browser: Browser, server: Server, code: str) -> Page:
    """The first sign-in, with a passphrase that she alone knows."""
    page = desk(browser, server)
    page.get_by_role("button", name="第一次用").click()
    page.get_by_label("账号").fill("lin")
    page.get_by_label("一次性码").fill(code)
    page.get_by_role("button", name="看一下").click()
    expect(page.get_by_role("heading", name="林书记,你好")).to_be_visible()
    expect(page.get_by_text("社区 · 西桥社区")).to_be_visible()
    assert not axe(page)
    page.get_by_label("新口令(").fill(OWN)
    page.get_by_label("再输一遍").fill(f"{OWN}。")
    page.get_by_role("button", name="定好,登录").click()
    expect(page.get_by_text("两遍不一样")).to_be_visible()
    page.get_by_label("再输一遍").fill(OWN)
    page.get_by_role("button", name="定好,登录").click()
    expect(page.get_by_role("heading", name=re.compile("西桥社区"))).to_be_visible()
    return page


def test_a_secretary_is_made_comes_in_and_is_closed(browser: Browser, server: Server) -> None:
    street = desk(browser, server)
    sign_in(street, "street", STREET)
    lin = come_in(browser, server, make_secretary(street))
    street.reload()
    expect(row(street, "林书记")).to_contain_text("在用")

    press_twice(row(street, "林书记"), "结束岗位")
    expect(street.get_by_text("林书记 的这个岗位结束了。")).to_be_visible()
    # Who had the page open is told why it shows nothing, and not only that a step is refused.
    lin.get_by_role("link", name="没上传的手机", exact=True).click()
    expect(lin.get_by_text("你的账号现在没有在用的岗位")).to_be_visible()
    street.get_by_role("button", name="撤销").click()
    expect(street.get_by_text("已撤销。")).to_be_visible()
    lin.reload()
    expect(lin.get_by_role("link", name="要处理的")).to_be_visible()

    press_twice(row(street, "林书记"), "停用账号")
    expect(row(street, "林书记")).to_contain_text("已停用")
    lin.get_by_role("link", name="要处理的").click()
    expect(lin.get_by_text("你的账号已经停用。以前的记录都在。")).to_be_visible()
    assert not axe(lin)
    lin.locator("[name=account]").fill("lin")
    lin.locator("[name=passphrase]").fill(OWN)
    lin.locator("button.primary").click()
    expect(lin.get_by_role("alert")).to_contain_text("你的账号已经停用")

    street.get_by_role("button", name="撤销").click()
    expect(row(street, "林书记")).to_contain_text("在用")
    lin.locator("button.primary").click()
    expect(lin.locator(".who")).to_have_text("林书记")


def test_a_link_opens_an_account_whoever_is_signed_in(browser: Browser, server: Server) -> None:
    street = desk(browser, server, "en")
    sign_in(street, "street", STREET)
    street.context.grant_permissions(["clipboard-read", "clipboard-write"])
    street.get_by_role("link", name="Accounts").click()
    press_twice(row(street, "肖书记"), "Reset sign-in")
    street.get_by_role("button", name="Copy the link").click()
    expect(street.get_by_text("Copied.")).to_be_visible()
    link = street.evaluate("navigator.clipboard.readText()")
    street.goto(link)
    expect(street.get_by_role("heading", name="Hello, 肖书记")).to_be_visible()
    expect(street.get_by_text("Community · 西桥社区")).to_be_visible()
    street.get_by_label("New passphrase (").fill(OWN)
    street.get_by_label("The new passphrase again").fill(OWN)
    street.get_by_role("button", name="Choose it and sign in").click()
    expect(street.locator(".who")).to_have_text("肖书记")
    assert street.evaluate("location.hash") == ""
    street.goto(link)
    expect(street.get_by_role("alert")).to_contain_text("This code was used or replaced")


def join(browser: Browser, server: Server, name: str) -> Page:
    """A secretary of the community comes in by an invitation, and opens the desk there."""
    street = Desk(server.url)
    said = {"account": "street", "passphrase": STREET}
    street.token = street.ask("POST", "/api/v1/auth/sign-in", said)["access"]
    wanted = {"name": name, "role": "community", "places": [COMMUNITY]}
    token = street.ask("POST", "/api/v1/invitations", wanted)["token"]
    page = desk(browser, server)
    headers = {"X-Six": "1"}
    page.request.post(f"{server.url}/api/v1/enrol", data={"token": token}, headers=headers)
    page.add_init_script("localStorage.setItem('six.desk', '1')")
    page.goto(f"{server.url}/desk/accounts")
    return page


def test_who_came_by_an_invitation_gets_a_passphrase(browser: Browser, server: Server) -> None:
    gu = join(browser, server, "顾书记")
    own = gu.get_by_role("region", name="我的口令")
    expect(own).to_contain_text("还没有口令")
    assert not axe(gu)
    own.get_by_label("账号").fill("gu")
    own.get_by_label("新口令(").fill(OWN)
    own.get_by_label("再输一遍").fill(OWN)
    own.get_by_role("button", name="定账号和口令").click()
    expect(own).to_contain_text("定好了")
    expect(own).to_contain_text("我的账号:gu")

    join(browser, server, "陶书记").close()
    street = desk(browser, server)
    sign_in(street, "street", STREET)
    street.get_by_role("link", name="账号", exact=True).click()
    expect(row(street, "顾书记")).to_contain_text("在用")
    expect(row(street, "陶书记")).to_contain_text("凭邀请码进来")
    row(street, "陶书记").get_by_role("button", name="给账号").click()
    asked = street.get_by_role("dialog", name="给 陶书记 定一个账号名")
    assert not axe(street)
    asked.get_by_label("账号").fill("tao")
    asked.get_by_role("button", name="给账号").click()
    code = street.get_by_role("region", name="陶书记 的一次性码")
    expect(code).to_contain_text("tao")
    expect(row(street, "陶书记")).to_contain_text("等第一次登录")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_menu_ends_above_the_fold(browser: Browser, server: Server, lang: str) -> None:
    page = desk(browser, server, lang)
    sign_in(page, "xiao", "shuang liu xiao qu")
    side = page.locator(".side")
    assert side.evaluate("side => side.scrollHeight <= side.clientHeight")
    out = page.get_by_role("button", name={"zh": "退出", "en": "Sign out"}[lang]).bounding_box()
    assert out
    assert out["y"] + out["height"] <= DESK["height"]


def test_what_is_being_written_outlasts_the_sign_in(browser: Browser, server: Server) -> None:
    page = desk(browser, server)
    sign_in(page, "xiao", "shuang liu xiao qu")
    page.get_by_role("link", name="人员分工").click()
    row(page, "华氏儒商花园 4栋").get_by_role("button", name="改").click()
    form = page.get_by_role("dialog", name="责任到人")
    form.get_by_label("副手").fill("侯大姐")
    # A new passphrase from the street: every session of hers is over.
    server.flask("account", "passphrase", "xiao", "--passphrase", OWN)
    form.get_by_role("button", name="存下").click()
    again = page.get_by_role("dialog", name="社区办公登录")
    expect(again).to_contain_text("写了一半的还在")
    expect(form).to_be_hidden()  # nor does the next at this desk see it
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(again).to_be_visible()
    assert not axe(page)
    again.get_by_label("账号").fill("xiao")
    again.get_by_label("口令").fill(OWN)
    again.get_by_role("button", name="登录", exact=True).click()
    expect(form.get_by_label("副手")).to_have_value("侯大姐")
    expect(form.get_by_role("button", name="存下")).to_be_focused()
    expect(form).to_contain_text("再点一次就好")
    form.get_by_role("button", name="存下").click()
    expect(row(page, "华氏儒商花园 4栋")).to_contain_text("侯大姐")

    # Whoever else comes in instead begins anew.
    row(page, "华氏儒商花园 4栋").get_by_role("button", name="改").click()
    form.get_by_label("副手").fill("没写完的")
    server.flask("account", "passphrase", "xiao", "--passphrase", f"{OWN}。")
    form.get_by_role("button", name="存下").click()
    again.get_by_label("账号").fill("street")
    again.get_by_label("口令").fill(STREET)
    again.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("老陈", exact=True)).to_be_visible()
    expect(form).to_have_count(0)
