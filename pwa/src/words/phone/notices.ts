/** Announcements, passed on stairwell by stairwell. */

import type { Shape } from "../shape";

const zh = {
  heading: "通知",
  none: "没有要告知的。",
  empty: "名册里还没有单元。",
  until: (day: string) => `有效到 ${day}`,
  hint: (channel: string) => `点单元 = ${channel}过了`,
  how: "怎么告知",
  progress: (done: number, all: number) => `${done}/${all} 个单元`,
  todo: "待办",
  posted: (n: number, all: number) => `贴了 ${n}/${all} 个单元`,
  recorded: (where: string, channel: string) => `${where} ${channel} · 已存手机`,
  already: "已经告知",
  again: (channel: string) => `再记一次:${channel}`,
};

const en: Shape<typeof zh> = {
  heading: "Notices",
  none: "Nothing to announce.",
  empty: "The register has no stairwell yet.",
  until: (day: string) => `valid until ${day}`,
  hint: (channel: string) => `A tap on a stairwell = ${channel}`,
  how: "How it is passed on",
  progress: (done: number, all: number) => `${done}/${all} stairwells`,
  todo: "to do",
  posted: (n, all) => `posted at ${n} of ${all}`,
  recorded: (where: string, channel: string) => `${where} ${channel} · saved on this phone`,
  already: "Passed on already",
  again: (channel: string) => `Record again: ${channel}`,
};

export const notices = { zh, en };
