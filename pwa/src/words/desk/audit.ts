/** 查阅记录: who read what, who changed what. */

import { count, type Shape } from "../shape";

const zh = {
  lead: "谁看过哪一户、谁改过什么,都在这里。只记几人、几条,不记内容。",
  who: "谁",
  everybody: "所有人",
  when: "时间",
  day: "哪天",
  door: "哪一户",
  doorHint: "输入门牌,比如 1302",
  find: "找一户",
  clear: "看全部",
  of: (door: string) => `谁看过 ${door}`,
  what: "做了什么",
  where: "哪里,给谁",
  count: "几人",
  more: "再看早一些的",
  none: "没有这样的记录。",
  noDoor: "没有这个门牌。换个写法,比如只写 1302。",
  purpose: "用途",
  records: (n: number) => `${n} 条`,
};

const en: Shape<typeof zh> = {
  lead: "Who looked at which household, who changed what. Only how many persons or records were shown is kept, never what was seen.",
  who: "Who",
  everybody: "Everybody",
  when: "When",
  day: "Day",
  door: "Door",
  doorHint: "A door number, such as 1302",
  find: "Find a door",
  clear: "Show all",
  of: (door: string) => `Who looked at ${door}`,
  what: "What",
  where: "Where, and for whom",
  count: "Persons",
  more: "Show earlier ones",
  none: "Nothing of the kind.",
  noDoor: "No such door number. Write it in another way, such as 1302 alone.",
  purpose: "purpose",
  records: (n: number) => count(n, "record", "records"),
};

export const audit: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
