/** What came in after the moment that is looked at. */

import type { Shape } from "../shape";

const zh = {
  heading: "之后的差别",
  now: "选一个过去的时间,再看之后收到了什么",
  between: (from: string, to: string) => `从 ${from} 到 ${to} 收到的`,
  toNow: "看到现在为止",
  total: (count: number) => `之后又收到 ${count} 条`,
  none: "之后没有再收到记录,当时的样子就是现在的样子",
  flips: "变了的结论",
  noFlips: "没有结论因此改变",
  criterion: "条件",
  compound: "小区",
  then: "当时",
  nowHead: "现在",
  records: "之后收到的记录",
  kind: "记录",
  where: "地点",
  seen: "看到",
  received: "收到",
  late: "晚到",
  correction: "更正",
};

const en: Shape<typeof zh> = {
  heading: "What changed since",
  now: "Choose a moment in the past to see what has come since",
  between: (from: string, to: string) => `what came between ${from} and ${to}`,
  toNow: "See everything until now",
  total: (count: number) => (count === 1 ? "1 record has come since" : `${count} records have come since`),
  none: "Nothing has come since: it is now as it was then",
  flips: "Verdicts that changed",
  noFlips: "No verdict changed by it",
  criterion: "Condition",
  compound: "Compound",
  then: "Then",
  nowHead: "Now",
  records: "Records that came since",
  kind: "Record",
  where: "Place",
  seen: "Seen",
  received: "Received",
  late: "Late",
  correction: "Correction",
};

export const sinceWords: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
