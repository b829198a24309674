"""What the acts of the audit are called: on its page, and in its table.

>>> name_act("export")["en"]
'Export'
"""

from collections.abc import Mapping

ACTS: Mapping[str, Mapping[str, str]] = {
    "read_door": {"zh": "看了这户", "en": "Read a household"},
    "read_record": {"zh": "看了一条记录", "en": "Read a record"},
    "read_people": {"zh": "看了人员分工", "en": "Read the duties"},
    "read_access": {"zh": "看了谁在用手机", "en": "Looked at who signs in"},
    "watch_board": {"zh": "看了盘面", "en": "Watched the board"},
    "watch_gates": {"zh": "看了门岗值守", "en": "Watched duty at the gate"},
    "watch_missed": {"zh": "看了漏掉的轮次", "en": "Watched the missed rounds"},
    "open_missed": {"zh": "看了一轮谁值守", "en": "Saw who was on duty in a round"},
    "explain_missed": {"zh": "说明了一轮", "en": "Explained a missed round"},
    "watch_zero": {"zh": "看了14天计时", "en": "Watched the fourteen days"},
    "read_events": {"zh": "接口取数", "en": "Read by another system"},
    "pull": {"zh": "手机收到居民和病例的记录", "en": "A phone was sent records about people"},
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
    "choose_account": {"zh": "给自己定了账号和口令", "en": "Chose an account and passphrase"},
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
    "conflict_reopened": {"zh": "又放回去定", "en": "Reopened a conflict"},
    "records_admitted": {"zh": "收下记录", "en": "Admitted records"},
    "records_refused": {"zh": "不收记录", "en": "Refused records"},
    "record_amended": {"zh": "更正或作废记录", "en": "Corrected or voided a record"},
    "case_recorded": {"zh": "登记三类人员", "en": "Recorded a person of concern"},
    "door_marked": {"zh": "标记重点户", "en": "Marked a door under observation"},
    "rescue": {"zh": "收下手机的文件", "en": "Took in a phone's file"},
    "sample_drawn": {"zh": "抽样", "en": "Drew a sample"},
    "spot_checked": {"zh": "记抽查结果", "en": "Entered a spot check"},
    "register_undo": {"zh": "撤销改动", "en": "Undid a change"},
}


def name_act(act: str) -> Mapping[str, str]:
    """Return an act in both languages; one without words is called by its name."""
    return ACTS.get(act, {"zh": act, "en": act})
