/** 查阅记录: who read what, who changed what. */

import type { Shape } from "../shape";

const zh = {
  lead: "谁看过哪一户、谁改过什么,都在这里。只记看了几人,不记看到的内容。",
  who: "谁",
  everybody: "所有人",
  system: "系统",
  when: "时间",
  day: "哪天",
  door: "哪一户",
  doorHint: "输入门牌,比如 1302",
  find: "找一户",
  clear: "看全部",
  of: (door: string) => `谁看过 ${door}`,
  what: "做了什么",
  where: "哪里",
  count: "几人",
  more: "再看早一些的",
  none: "没有这样的记录。",
  purpose: "用途",
  acts: {
    read_door: "看了这户", read_record: "看了一条记录", read_people: "看了人员分工", watch_board: "看了盘面", watch_gates: "看了门岗值守", watch_missed: "看了漏掉的轮次", open_missed: "看了一轮谁值守", explain_missed: "说明了一轮", watch_zero: "看了14天计时", end_account: "停用账号",
    read_events: "接口取数", read_case: "看了三类人员", export: "导出", invite: "发邀请",
    withdraw: "收回邀请", enrol: "加入", grant: "给岗位", end_grant: "停用岗位", end_device: "停用手机",
    sign_in: "登录", sign_in_failed: "登录没成", register: "改了名册", register_undo: "撤销改动",
    roster_import: "导入名册", places_import: "导入区划", import_undone: "撤销了一次导入", import_restored: "放回了撤销的导入", building_made: "生成楼栋",
    read_cases: "看了三类人员", watch_matters: "看了要处理的", watch_records: "看了收到的记录", watch_since: "看了后来收到的", standing: "办了申报的一步", waive: "免了一项", end_waiver: "停了一项豁免", publish_round: "公布一期", amend_round: "更正一期", matter_seen: "看过一件", matter_back: "又拿回一件", conflict_settled: "定了以哪条为准", records_admitted: "收下记录", records_refused: "不收记录", record_amended: "更正或作废记录", case_recorded: "登记三类人员", rescue: "收下手机的文件", sample_drawn: "抽样", spot_checked: "记抽查结果",
    door_marked: "标记重点户",
    open_account: "开账号", reopen_account: "恢复账号", reset_sign_in: "重置登录", first_sign_in: "用一次性码定了口令", change_passphrase: "改了自己的口令", change_grant: "改了岗位的期限",
  } as Record<string, string>,
};

const en: Shape<typeof zh> = {
  lead: "Who looked at which household, who changed what. Only how many persons were shown is kept, never what was seen.",
  who: "Who",
  everybody: "Everybody",
  system: "The system",
  when: "When",
  day: "Day",
  door: "Door",
  doorHint: "A door number, such as 1302",
  find: "Find a door",
  clear: "Show all",
  of: (door: string) => `Who looked at ${door}`,
  what: "What",
  where: "Where",
  count: "Persons",
  more: "Show earlier ones",
  none: "Nothing of the kind.",
  purpose: "purpose",
  acts: {
    read_door: "Read a household", read_record: "Read a record", read_people: "Read the duties", watch_board: "Watched the board", watch_gates: "Watched duty at the gate", watch_missed: "Watched the missed rounds", open_missed: "Saw who was on duty in a round", explain_missed: "Explained a missed round", watch_zero: "Watched the fourteen days", end_account: "Ended an account",
    read_events: "Read by another system", read_case: "Read people of concern", export: "Export", invite: "Invited",
    withdraw: "Withdrew an invitation", enrol: "Joined", grant: "Granted a role", end_grant: "Ended a role", end_device: "Ended a phone",
    sign_in: "Signed in", sign_in_failed: "Sign-in failed", register: "Changed the register", register_undo: "Undid a change",
    roster_import: "Imported a roster", places_import: "Imported divisions", import_undone: "Took back an import", import_restored: "Put an import back", building_made: "Made a building",
    read_cases: "Read people of concern", watch_matters: "Watched the matters", watch_records: "Looked at the records received", watch_since: "Looked at what came since", standing: "Took a step of a standing", waive: "Waived a criterion", end_waiver: "Ended a waiver", publish_round: "Published a round", amend_round: "Amended a round", matter_seen: "Set a matter aside", matter_back: "Took a matter back up", conflict_settled: "Settled a conflict", records_admitted: "Admitted records", records_refused: "Refused records", record_amended: "Corrected or voided a record", case_recorded: "Recorded a person of concern", rescue: "Took in a phone's file", sample_drawn: "Drew a sample", spot_checked: "Entered a spot check",
    door_marked: "Marked a door under observation",
    open_account: "Made an account", reopen_account: "Opened an account again", reset_sign_in: "Reset a sign-in", first_sign_in: "Chose a passphrase by a code", change_passphrase: "Changed their passphrase", change_grant: "Changed a role's last day",
  },
};

export const audit: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
