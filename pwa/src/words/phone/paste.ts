/** The 接龙 of the group, pasted in. */

import { count, type Shape } from "../shape";

const zh = {
  title: "粘贴接龙",
  how: "在微信里复制接龙,再粘到下面。",
  read: "认一下",
  text: "接龙的字",
  sure: (n: number) => `认出 ${n} 户`,
  unsure: (n: number) => `拿不准 ${n} 条`,
  unmentioned: (n: number) => `没写 ${n} 户(还是待查)`,
  skip: "跳过",
  save: (n: number) => `记下 ${n} 户`,
  saved: (n: number) => `${n} 户按微信记下 · 已存手机`,
  already: "这一轮已经记过",
};

const en: Shape<typeof zh> = {
  title: "Paste a group list",
  how: "Copy the list in WeChat and paste it below.",
  read: "Read it",
  text: "Text of the list",
  sure: (n) => `${count(n, "door", "doors")} recognised`,
  unsure: (n) => `${count(n, "line", "lines")} unsure`,
  unmentioned: (n) => `${count(n, "door", "doors")} not mentioned (still due)`,
  skip: "Skip",
  save: (n) => `Record ${count(n, "door", "doors")}`,
  saved: (n) => `${count(n, "door", "doors")} by WeChat · saved on this phone`,
  already: "recorded before in this round",
};

export const paste = { zh, en };
