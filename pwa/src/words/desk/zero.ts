/** D5: the fourteen days. */

import type { Shape } from "../shape";

const zh = {
  all: "全部小区",
  today: (day: string) => `今天 ${day}`,
  then: (day: string) => `那天 ${day}`,
  earliest: (day: string, left: number) => (left > 0 ? `最早可申报 ${day}(还差 ${left} 天)` : "零发生这一条满足了"),
  never: "还说不出哪天可以申报",
  cases: "确诊",
  watched: "三类",
  checked: "查齐",
  casesSum: (count: number) => `${count} 例`,
  watchedSum: (count: number) => `未解除 ${count} 人`,
  checkedSum: (days: number) => `${days} 天查齐`,
  day: "日期",
  why: "为什么",
  blocks: "挡着的",
  since: "起算",
  until: "到",
  open: "没有期限",
  suppose: "若今天解除",
  supposed: (day: string) => `若今天解除:最早可申报 ${day}`,
  supposedNow: "若今天解除:今天就能申报(其余条件都要到位)",
  supposedNever: "若今天解除:还是说不出哪天",
  preview: "只是算给你看,什么都不会改",
  rule: "规则",
  record: "看记录",
  state: { full: "查齐", short: "没查齐", unknown: "还没收到", open: "还没完", none: "不用查" },
  table: "看成表格",
};

const en: Shape<typeof zh> = {
  all: "All compounds",
  today: (day: string) => `Today ${day}`,
  then: (day: string) => `That day, ${day}`,
  earliest: (day: string, left: number) =>
    left > 0 ? `Earliest declaration ${day} (${left === 1 ? "1 day" : `${left} days`} to go)` : "Zero occurrence is fulfilled",
  never: "No day can be told yet",
  cases: "Confirmed",
  watched: "Of concern",
  checked: "All visited",
  casesSum: (count: number) => (count === 1 ? "1 case" : `${count} cases`),
  watchedSum: (count: number) => `${count} not released`,
  checkedSum: (days: number) => (days === 1 ? "1 day complete" : `${days} days complete`),
  day: "Day",
  why: "Why",
  blocks: "What stands in the way",
  since: "Counted from",
  until: "Until",
  open: "No end yet",
  suppose: "If released today",
  supposed: (day: string) => `If released today: earliest declaration ${day}`,
  supposedNow: "If released today: it can be declared today, with all else in place",
  supposedNever: "If released today: still no day can be told",
  preview: "A calculation only; nothing is changed",
  rule: "Rule",
  record: "Record",
  state: { full: "All visited", short: "Not all visited", unknown: "Not heard yet", open: "Not over", none: "Nothing due" },
  table: "As a table",
};

export const zeroWords: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
