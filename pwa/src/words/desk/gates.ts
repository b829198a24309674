/** 门岗值守: who was at the gate through each day, and when nobody was. */

import { count, type Shape } from "../shape";

const zh = {
  compound: "小区",
  noCompound: "这里还没有小区。",
  noRule: "现在的规则不要求门岗 24 小时有人。",
  finding: (days: number, first: string) => `${days} 天有没记到人的时段,最近一次 ${first}`,
  fine: (n: number, minutes: number) => `${n} 天里没人的时间都不超过 ${minutes} 分钟`,
  unheard: (days: number) => `${days} 天还没听到,不算没人`,
  noGate: "名册里还没有门。",
  toRoster: "去加上",
  span: (day: string, from: string, to: string) => `${day} ${from}–${to}`,
  states: { missing: "没有值守记录", not_yet_known: "还没听到", open: "还没记" } as Record<string, string>,
  ongoing: "还没交班",
  dashed: "虚线框:还没交班,画到最后听到的时候。",
  table: "看表格",
  day: "日期",
  who: "谁值守",
  gaps: "没记到人的时段",
  and: ";",
  none: "没有",
  length: (minutes: number) => (minutes < 90 ? `${minutes} 分` : `${Math.round(minutes / 6) / 10} 小时`),
  picture: "每天 24 小时门岗有没有人",
};

const en: Shape<typeof zh> = {
  compound: "Compound",
  noCompound: "There is no compound here yet.",
  noRule: "The present policy does not ask for a gate that is always staffed.",
  finding: (days, first) => `On ${count(days, "day", "days")} no duty is recorded for a while, the last time ${first}`,
  fine: (n, minutes) => `In ${n} days nobody was missing for more than ${minutes} minutes`,
  unheard: (days) => `${count(days, "day is", "days are")} not heard of yet, which is no gap`,
  noGate: "The register names no gate yet.",
  toRoster: "Add one",
  span: (day, from, to) => `${day}, ${from}–${to}`,
  states: { missing: "No duty recorded", not_yet_known: "Not heard yet", open: "Not recorded yet" },
  ongoing: "not handed over",
  dashed: "Dashed: not handed over yet, drawn until it was last heard of.",
  table: "Show as a table",
  day: "Day",
  who: "On duty",
  gaps: "No duty recorded",
  and: "; ",
  none: "None",
  length: (minutes) => (minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`),
  picture: "Whether somebody was at the gate through each day",
};

export const gates: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
