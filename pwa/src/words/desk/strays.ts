/** Records that came in, are kept, and belong to no community yet. */

import { count, type Shape } from "../shape";

const zh = {
  heading: (n: number) => `${n} 条记录收到了,还不知道归哪个社区`,
  note: "都存着,没丢,也还不算数。给这个人安排岗位后,记录就到那个社区的“要处理的”里,由社区决定收不收。",
  table: "还不属于任何社区的记录",
  who: "谁传来的",
  what: "什么记录",
  said: "写的地方",
  why: "为什么没算数",
  many: "条数",
  since: "最早收到",
  unreadable: "读不出来",
};

const en: Shape<typeof zh> = {
  heading: (n) => `${count(n, "record has", "records have")} come in and belong to no community yet`,
  note: "All are kept and none counts yet. Once the person has a post, they stand among that community's matters to settle, and it decides.",
  table: "Records of no community yet",
  who: "Sent by",
  what: "Record",
  said: "Place it names",
  why: "Why it does not count",
  many: "How many",
  since: "First received",
  unreadable: "cannot be read",
};

export const straysWords: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
