"""An empty machine: divisions, a roster, a building, a lead invited, and her first door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, Server, new_server
from tests.browser.test_looks import axe

COMMUNITY = "420103009001"
DIVISIONS = (
    "code,name\n4201,武汉市\n420103,江汉区\n420103009,唐家墩街道\n"
    f"{COMMUNITY},西桥社区居委会\n420103009002,汽运社区居委会\n"
)
ROSTER = "小区,楼栋,单元,楼层,门牌,户主,电话,居住情况,物业公司\n" + "".join(
    f"华氏儒商花园,1栋,1,{floor},{floor}0{door},李小明,13871234567,在住,某物业\n"
    for floor in (1, 2)
    for door in (1, 2)
)
PASSPHRASE = "yi ju bu duan de kou ling"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    data = tmp_path / "instance"
    data.mkdir()
    server = new_server(data)
    server.flask("account", "create", "admin", "--name", "管理员", "--passphrase", PASSPHRASE)
    yield server
    server.stop()


def sign_in(browser: Browser, server: Server, account: str) -> Page:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{server.url}/desk/")
    page.get_by_label("账号").fill(account)
    page.get_by_label("口令").fill(PASSPHRASE)
    page.get_by_role("button", name="登录", exact=True).click()
    return page


def take_in(page: Page, title: str, name: str, text: bytes) -> None:
    """Look at a file first, and import it."""
    form = page.locator("form.panel").filter(has=page.get_by_role("heading", name=title))
    form.get_by_label("选文件").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text}
    )
    form.get_by_role("button", name="先看一遍").click()
    expect(form.get_by_role("button", name="就这样导入")).to_be_visible()
    if form.get_by_label("物业公司").count():
        expect(form.get_by_role("alert")).to_contain_text("1 处要改")
        form.get_by_label("物业公司").check()
        expect(form.get_by_text("没有问题。")).to_be_visible()
        expect(form).to_contain_text("小区 1(华氏儒商花园)")  # a slip of the pen would show
    form.get_by_role("button", name="就这样导入").click()
    expect(form.get_by_role("status").filter(has_text="导入好了")).to_be_visible()


def test_an_empty_machine_is_led_to_its_first_door(browser: Browser, empty: Server) -> None:
    operator = sign_in(browser, empty, "admin")
    take_in(operator, "导入区划表", "divisions.csv", DIVISIONS.encode())
    operator.get_by_label("找社区").fill("西桥")
    operator.get_by_role("button", name="西桥社区居委会").click()
    there = operator.get_by_role("button", name="打开 华氏儒商花园")
    take_in(operator, "导入名册", "roster.csv", ROSTER.encode("gb18030"))
    expect(there).to_be_visible()
    operator.get_by_role("button", name=re.compile("撤销「导入名册」")).click()
    expect(operator.get_by_text("「导入名册」已整个撤销。")).to_be_visible()
    expect(there).to_have_count(0)
    take_in(operator, "导入名册", "roster.csv", ROSTER.encode("gb18030"))
    expect(there).to_be_visible()
    desk = first_sign_in(browser, empty, make_account(operator))
    operator.context.close()
    expect(desk.get_by_role("heading", name="第一天,照着做")).to_be_visible()
    expect(desk.get_by_text("还没有手机加入")).to_be_visible()
    assert not axe(desk)
    desk.get_by_role("link", name="添公共点位(楼道、电梯、大门)").click()
    make_building_and_area(desk)
    take_back_and_put_back(desk)
    desk.get_by_role("link", name="人员分工").click()
    name_lead(desk)
    name_grid_lead(desk)
    code = invite_lead(desk)
    knock(browser, empty, code)
    desk.reload()
    expect(desk.get_by_text("王桂兰 的")).to_be_visible()
    desk.get_by_role("link", name="盘面").click()
    expect(desk.locator(".tile-done b")).to_have_text(re.compile(r"^1 / "))


def make_account(operator: Page) -> str:
    """The steps of the first day lead to the secretary's account; returns its one-time code."""
    operator.get_by_role("link", name="名册设置").click()
    operator.goto(operator.url.split("?")[0])
    operator.get_by_role("link", name="给街道、社区的人开账号").click()
    form = operator.get_by_role("form", name="开一个账号")
    form.get_by_label("名字").fill("肖书记")
    form.get_by_label("账号", exact=True).fill("xiao")
    form.get_by_label("西桥社区居委会").check()
    form.get_by_role("button", name="开账号").click()
    return operator.locator(".account-digits").inner_text()


def first_sign_in(browser: Browser, server: Server, code: str) -> Page:
    """The secretary comes in by her code, with a passphrase that nobody typed for her."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{server.url}/desk/")
    page.get_by_role("button", name="第一次用").click()
    page.get_by_label("账号").fill("xiao")
    page.get_by_label("一次性码").fill(code)
    page.get_by_role("button", name="看一下").click()
    page.get_by_label("新口令(").fill(PASSPHRASE)
    page.get_by_label("再输一遍").fill(PASSPHRASE)
    page.get_by_role("button", name="定好,登录").click()
    return page


def make_building_and_area(desk: Page) -> None:
    form = desk.locator("form.panel").filter(
        has=desk.get_by_role("heading", name="没有名册?造一栋")
    )
    form.get_by_label("楼栋名").fill("2栋")
    form.get_by_label("层数").fill("4")
    form.get_by_label("每层户数").fill("2")
    form.get_by_label("跳过的层").fill("4")
    expect(form.get_by_role("button", name="501")).to_be_visible()
    expect(form.get_by_role("button", name="401")).to_have_count(0)
    form.get_by_role("button", name="502").click()
    form.get_by_role("button", name="造这栋楼").dblclick()
    expect(form.get_by_text("好了,添了 8 户。")).to_be_visible()
    # Named again it is not said to be made again.
    form.get_by_label("楼栋名").fill("2栋")
    expect(form.get_by_text("其中 8 户已经在名册里")).to_be_visible()
    form.get_by_role("button", name="造这栋楼").click()
    expect(form.get_by_text("2栋早就在名册里了,什么都没动。")).to_be_visible()
    desk.get_by_role("button", name="打开 华氏儒商花园").click()
    desk.get_by_role("button", name="添点位").click()
    sheet = desk.get_by_role("dialog")
    sheet.get_by_label("名称").fill("大厅")
    sheet.get_by_label("点位种类").select_option("lobby")
    sheet.get_by_role("button", name="存下").click()
    expect(desk.get_by_text("添好了。")).to_be_visible()
    expect(desk.locator(".place-area b")).to_have_text("大厅")


def take_back_and_put_back(desk: Page) -> None:
    """What was made is taken back after a look at what goes, and put back."""
    listed = desk.get_by_role("region", name="导入过的")
    made = listed.get_by_role("listitem").filter(has_text="造了一栋楼")
    made.get_by_role("button", name="撤销…").click()
    expect(made.get_by_text("会撤下")).to_contain_text("户 8")
    assert not axe(desk)
    made.get_by_role("button", name="撤销这").click()
    expect(listed.get_by_text("在下面放回去")).to_be_visible()
    expect(made.get_by_text("已撤销")).to_be_visible()
    undone = listed.get_by_role("listitem").filter(has_text="撤销了一次导入").first
    undone.get_by_role("button", name="放回去…").click()
    expect(undone.get_by_text("会放回")).to_contain_text("户 8")
    undone.get_by_role("button", name="放回这").click()
    expect(made.get_by_role("button", name="撤销…")).to_be_visible()


def name_lead(desk: Page) -> None:
    """A lead is named, taken back, and named again by undoing that."""
    row = desk.get_by_role("row").filter(has_text="华氏儒商花园 2栋")
    row.get_by_role("button", name="改").click()
    desk.get_by_role("dialog").get_by_label("负责人").fill("王桂兰")
    desk.get_by_role("dialog").get_by_label("网格").fill("第3网格")
    set_dates(desk, "2020-03-05", "2020-03-01")
    expect(desk.get_by_role("dialog").get_by_role("alert")).to_contain_text("结束在开始之前")
    set_dates(desk, "2999-01-01", "")
    expect(row.get_by_text("还没开始")).to_be_visible()  # and so she leads nothing today
    expect(desk.get_by_text("2 栋里 0 栋有负责人")).to_be_visible()
    row.get_by_role("button", name="改").click()
    set_dates(desk, "", "")
    expect(row.get_by_text("王桂兰")).to_be_visible()
    expect(row.get_by_text("还没开始")).to_have_count(0)
    desk.get_by_role("button", name="撤销").click()
    expect(row.get_by_text("还没开始")).to_be_visible()
    desk.get_by_role("button", name="恢复").click()
    expect(row.get_by_text("还没开始")).to_have_count(0)


def set_dates(desk: Page, since: str, until: str) -> None:
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("从哪天").fill(since)
    dialog.get_by_label("到哪天").fill(until)
    dialog.get_by_role("button", name="存下").click()


def name_grid_lead(desk: Page) -> None:
    """The grid of her building is listed without a lead, and gets one with a deputy."""
    grid = desk.get_by_role("region", name="网格", exact=True).get_by_role("listitem")
    expect(grid).to_contain_text("还没定人")
    grid.get_by_role("button", name="定网格负责人").click()
    desk.get_by_role("dialog").get_by_label("负责人").fill("张敏")
    desk.get_by_role("dialog").get_by_label("副手").fill("李建国")
    desk.get_by_role("dialog").get_by_role("button", name="存下").click()
    expect(grid).to_contain_text("张敏 / 李建国")


def invite_lead(desk: Page) -> str:
    desk.get_by_role("link", name="邀请", exact=True).click()
    desk.get_by_role("button", name="邀请 1 位").click()
    card = desk.locator(".invitation")
    expect(card.get_by_role("heading", name="王桂兰")).to_be_visible()
    # Who is invited already is not invited a second time by the way.
    expect(
        desk.get_by_role("checkbox", name="王桂兰 · 华氏儒商花园 2栋 · 等着用")
    ).not_to_be_checked()
    expect(desk.get_by_role("button", name="邀请 0 位")).to_be_disabled()
    return card.locator(".code b").inner_text()


def knock(browser: Browser, server: Server, code: str) -> None:
    """She types the six digits, and one door is all right."""
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    phone = context.new_page()
    phone.goto(server.url)
    phone.get_by_label(re.compile("6 位")).fill(code)
    phone.get_by_role("button", name="看一下").click()
    phone.get_by_role("button", name="开始用").click()
    expect(phone.locator(".tabs, .grid").first).to_be_visible()
    phone.goto(f"{server.url}/#/building/{COMMUNITY}.1.2")
    door = phone.locator(".door-due[data-place]").first
    place = door.get_attribute("data-place")
    door.click()
    expect(phone.locator(f'[data-place="{place}"]')).to_have_class(re.compile("door-done"))
    expect(phone.get_by_text("都传好了").or_(phone.get_by_text("社区已收到")).first).to_be_visible(
        timeout=20_000
    )
    context.close()
