"""The desk's pages about the office itself as rows: who does what, and who read what."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from server.personal import masked
from server.reports.cells import Wording, moment
from server.reports.table import Lang, Row
from sync.kinds import Kind

Json = Mapping[str, Any]
SERVER = "server"
SYSTEM: Mapping[Lang, str] = {"zh": "系统", "en": "The system"}
POST: Mapping[str, Mapping[Lang, str]] = {
    "assignment": {"zh": "负责人", "en": "Lead"},
    "grid_lead": {"zh": "网格负责人", "en": "Grid lead"},
    "team": {"zh": "小组", "en": "Team"},
    "duty_shift": {"zh": "排班", "en": "Shift"},
}
ACTS: Mapping[str, Mapping[Lang, str]] = {
    "read_door": {"zh": "看了这户", "en": "Read a door"},
    "read_record": {"zh": "看了记录", "en": "Read a record"},
    "read_people": {"zh": "看了人员分工", "en": "Read duties"},
    "watch_board": {"zh": "看了盘面", "en": "Watched the board"},
    "watch_gates": {"zh": "看了门岗值守", "en": "Watched duty at the gate"},
    "watch_missed": {"zh": "看了漏掉的轮次", "en": "Watched the missed rounds"},
    "open_missed": {"zh": "看了一轮谁值守", "en": "Saw who was on duty in a round"},
    "explain_missed": {"zh": "说明了一轮", "en": "Explained a missed round"},
    "watch_zero": {"zh": "看了14天计时", "en": "Watched the fourteen days"},
    "read_events": {"zh": "接口取数", "en": "Read by another system"},
    "invite": {"zh": "发邀请", "en": "Invited"},
    "withdraw": {"zh": "收回邀请", "en": "Withdrew an invitation"},
    "enrol": {"zh": "加入", "en": "Joined"},
    "grant": {"zh": "给岗位", "en": "Granted a role"},
    "end_grant": {"zh": "停用岗位", "en": "Ended a role"},
    "end_device": {"zh": "停用手机", "en": "Ended a phone"},
    "end_account": {"zh": "停用账号", "en": "Ended an account"},
    "open_account": {"zh": "开账号", "en": "Made an account"},
    "reopen_account": {"zh": "恢复账号", "en": "Opened an account again"},
    "reset_sign_in": {"zh": "重置登录", "en": "Reset a sign-in"},
    "first_sign_in": {"zh": "用一次性码定了口令", "en": "Chose a passphrase by a code"},
    "change_passphrase": {"zh": "改了自己的口令", "en": "Changed their passphrase"},
    "change_grant": {"zh": "改了岗位的期限", "en": "Changed a role's last day"},
    "sign_in": {"zh": "登录", "en": "Signed in"},
    "sign_in_failed": {"zh": "登录没成", "en": "Sign-in failed"},
    "roster_import": {"zh": "导入名册", "en": "Imported a roster"},
    "places_import": {"zh": "导入区划", "en": "Imported divisions"},
    "import_undone": {"zh": "撤销了一次导入", "en": "Took back an import"},
    "import_restored": {"zh": "放回了撤销的导入", "en": "Put an import back"},
    "building_made": {"zh": "生成楼栋", "en": "Made a building"},
    "export": {"zh": "导出", "en": "Export"},
    "register": {"zh": "改了名册", "en": "Changed the register"},
    "read_cases": {"zh": "看了三类人员", "en": "Read people of concern"},
    "watch_matters": {"zh": "看了要处理的", "en": "Watched the matters"},
    "watch_records": {"zh": "看了收到的记录", "en": "Looked at the records received"},
    "watch_since": {"zh": "看了后来收到的", "en": "Looked at what came since"},
    "standing": {"zh": "办了申报的一步", "en": "Took a step of a standing"},
    "waive": {"zh": "免了一项", "en": "Waived a criterion"},
    "end_waiver": {"zh": "停了一项豁免", "en": "Ended a waiver"},
    "publish_round": {"zh": "公布一期", "en": "Published a round"},
    "amend_round": {"zh": "更正一期", "en": "Amended a round"},
    "matter_seen": {"zh": "看过一件", "en": "Set a matter aside"},
    "matter_back": {"zh": "又拿回一件", "en": "Took a matter back up"},
    "conflict_settled": {"zh": "定了以哪条为准", "en": "Settled a conflict"},
    "records_admitted": {"zh": "收下记录", "en": "Admitted records"},
    "records_refused": {"zh": "不收记录", "en": "Refused records"},
    "record_amended": {"zh": "更正或作废记录", "en": "Corrected or voided a record"},
    "case_recorded": {"zh": "登记三类人员", "en": "Recorded a person of concern"},
    "door_marked": {"zh": "标记重点户", "en": "Marked a door under observation"},
    "rescue": {"zh": "收下手机的文件", "en": "Took in a phone's file"},
    "sample_drawn": {"zh": "抽样", "en": "Drew a sample"},
    "spot_checked": {"zh": "记抽查结果", "en": "Entered a spot check"},
    "register_undo": {"zh": "撤销了改动", "en": "Undid a change"},
}


def people_rows(page: Json, wording: Wording) -> Iterator[Row]:
    """Yield a row a post, then a row a grid's lead, a team and a planned shift."""

    def name(value: object) -> str:
        return str(value or "") if wording.named else masked(str(value or ""), "name")

    def phone(value: object) -> str:
        return str(value or "") if wording.named else masked(str(value or ""), "phone")

    lang, tz = wording.lang, wording.tz
    for post in page["posts"]:
        said = post["assignment"]["fields"] if post["assignment"] else {}
        signed = "、".join(name(one["user"]["name"]) for one in post["access"])
        yield [
            POST["assignment"][lang], _where(post["place"]), name(said.get("lead")),
            name(said.get("deputy")), phone(said.get("phone")), str(said.get("grid") or ""),
            str(said.get("since_on") or ""), str(said.get("until_on") or ""), signed,
        ]  # fmt: skip
    for grid in page["grid_leads"]:
        said = grid["fields"]
        yield [
            POST["grid_lead"][lang], _where(grid["place"]), name(said.get("lead")),
            name(said.get("deputy")), phone(said.get("phone")), str(said.get("grid") or ""),
            str(said.get("since_on") or ""), str(said.get("until_on") or ""), "",
        ]  # fmt: skip
    for team in page["teams"]:
        said = team["fields"]
        members = "、".join(name(one) for one in said.get("members") or ())
        yield [
            POST["team"][lang], _where(team["place"]), name(said.get("lead")), members,
            phone(said.get("phone")), "", "", "", "",
        ]  # fmt: skip
    for shift in page["shifts"]:
        said = shift["fields"]
        times = [
            moment(at, tz) if (at := said.get(end)) else "" for end in ("started_at", "ended_at")
        ]
        yield [
            POST["duty_shift"][lang], _where(shift["place"]), name(said.get("who")),
            "", "", "", *times, "",
        ]  # fmt: skip


def duty_rows(
    duties: Iterable[Json], kind: Kind, fields: Iterable[str], wording: Wording
) -> Iterator[Row]:
    """Yield a row a duty: where, and what its record says in the words of its kind."""
    for duty in duties:
        said = duty["fields"]
        cells = [wording.value(kind, name, said.get(name)) for name in fields]
        yield [_where(duty["place"]), *cells]


def audit_rows(rows: Iterable[Json], wording: Wording) -> Iterator[Row]:
    """Yield a row an act, of whoever acted or looked."""
    for row in rows:
        who = _who(row["by"], wording)
        yield [
            moment(row["at"], wording.tz),
            who,
            ACTS.get(row["act"], {}).get(wording.lang, row["act"]),
            row["place"]["name"] if row["place"] else "",
            str(row["details"].get("persons", "")),
            str(row["details"].get("reason") or ""),
        ]


def _who(by: Json, wording: Wording) -> str:
    if by["id"] == SERVER:
        return SYSTEM[wording.lang]
    return str(by["name"]) if wording.named else masked(by["name"], "name")


def _where(place: Json) -> str:
    compound = place["compound"]
    apart = compound and compound["id"] != place["id"]
    return f"{compound['name']} {place['name']}" if apart else str(place["name"])
