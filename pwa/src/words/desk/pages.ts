/** The names of the desk's pages: menu, title of the window. */

import type { Shape } from "../shape";

const zh = {
  board: "盘面",
  building: "楼栋",
  areas: "消杀点位",
  wall: "大屏",
  missed: "漏掉的轮次",
  phones: "没上传的手机",
  matters: "要处理的",
  checklist: "六个到位",
  since: "之后的差别",
  records: "收到的记录",
  record: "记录",
  gates: "门岗值守",
  zero: "14天计时",
  cases: "三类人员",
  declaration: "申报",
  spot: "抽查",
  rollup: "汇总",
  exports: "台账导出",
  roster: "名册设置",
  people: "人员分工",
  invitations: "邀请",
  accounts: "账号",
  audit: "查阅记录",
};

const en: Shape<typeof zh> = {
  board: "Board",
  building: "Building",
  areas: "Areas and disinfection",
  wall: "Wall screen",
  missed: "Missed rounds",
  phones: "Phones",
  matters: "To settle",
  checklist: "Six in place",
  since: "What changed since",
  records: "Records received",
  record: "Record",
  gates: "Duty at the gate",
  zero: "Fourteen days",
  cases: "People of concern",
  declaration: "Declaration",
  spot: "Spot checks",
  rollup: "Roll-up",
  exports: "Ledgers",
  roster: "Roster",
  people: "People and duties",
  invitations: "Invitations",
  accounts: "Accounts",
  audit: "Who read what",
};

export const pages: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
