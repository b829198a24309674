/** Rounds of any kind, from door to door: one tap where all is normal, steppers for what is counted. */

import type { Shape } from "../shape";

const zh = {
  card: (kind: string, where: string) => `${kind} · ${where}`,
  none: "这一轮不用你查。",
  shared: "公共点位",
  progress: (done: number, all: number) => `今天查了 ${done}/${all}`,
  sums: (sums: string) => `今天合计:${sums}`,
  sum: (what: string, n: number) => `${what} ${n}`,
  stamp: "点一下记成什么",
  normal: "✓正常",
  count: "数一数",
  open: "打开",
  hint: (stamp: string) => `点一处 = ${stamp}`,
  recorded: (where: string, what: string) => `${where} ${what} · 已存手机`,
  isNormal: "正常",
  counted: (counts: string) => `记了 ${counts}`,
  save: "记下",
  fewer: "少一个",
  more: "多一个",
  seen: (time: string, who: string) => `${time} ${who} 查过`,
};

const en: Shape<typeof zh> = {
  card: (kind: string, where: string) => `${kind} · ${where}`,
  none: "Nothing of this is yours to check.",
  shared: "Shared places",
  progress: (done: number, all: number) => `${done} of ${all} checked today`,
  sums: (sums: string) => `Today: ${sums}`,
  sum: (what: string, n: number) => `${what} ${n}`,
  stamp: "What a tap records",
  normal: "✓Normal",
  count: "Count",
  open: "Open",
  hint: (stamp) => `A tap = ${stamp}`,
  recorded: (where: string, what: string) => `${where} ${what} · saved on this phone`,
  isNormal: "normal",
  counted: (counts: string) => `recorded ${counts}`,
  save: "Record",
  fewer: "One fewer",
  more: "One more",
  seen: (time: string, who: string) => `checked at ${time} by ${who}`,
};

export const survey = { zh, en };
