/** What a door's sheet says below the temperature: who, help, a few words, what was recorded before. */

import type { Shape } from "../shape";

const zh = {
  who: "是谁(可不填)",
  whoElse: "别的人(可不填)",
  elder: "老人",
  child: "孩子",
  needs: "要帮忙",
  note: "记一段话",
  before: "以前",
  noBefore: "以前没有记录。",
  wrong: "这条记错了",
  wrongWhy: "为什么改",
  reasons: ["点错了", "后来问到", "听错了"] as readonly string[],
  voided: "已划掉",
  between: ";",
  differ: (accounts: string) => `${accounts}。先按重的处理,社区会核实。`,
};

const en: Shape<typeof zh> = {
  who: "Who (optional)",
  whoElse: "Somebody else (optional)",
  elder: "Elderly",
  child: "Child",
  needs: "Needs help with",
  note: "A few words",
  before: "Before",
  noBefore: "Nothing was recorded before.",
  wrong: "This is wrong",
  wrongWhy: "Why",
  reasons: ["Wrong tap", "Learned later", "Misheard"],
  voided: "Struck out",
  between: "; ",
  differ: (accounts) => `${accounts}. The more serious counts; the community will check.`,
};

export const door = { zh, en };
