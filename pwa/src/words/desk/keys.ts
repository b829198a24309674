/** Words of the keyboard: what each key does, listed under "?". */

import type { Shape } from "../shape";

const zh = {
  heading: "键盘",
  open: "键盘 ?",
  close: "关上",
  everywhere: "哪一页都行",
  here: "这一页",
  help: "看这张表",
  go: (page: string) => `去「${page}」`,
  next: "下一件",
  before: "上一件",
  button: "按第几个按钮",
  undo: "撤销刚才那件",
  record: "打开记录",
  nextCriterion: "下一条",
  criterionBefore: "上一条",
  nextShort: "下一条还差的",
  toggle: "打开或合上",
  shut: "关上打开的那一栏",
};

const en: Shape<typeof zh> = {
  heading: "Keyboard",
  open: "Keys ?",
  close: "Close",
  everywhere: "On every page",
  here: "On this page",
  help: "This list",
  go: (page: string) => `Go to ${page}`,
  next: "Next",
  before: "Previous",
  button: "Press that button",
  undo: "Undo the last one",
  record: "Open the record",
  nextCriterion: "Next criterion",
  criterionBefore: "Previous criterion",
  nextShort: "Next one that is not met",
  toggle: "Open or close it",
  shut: "Close what was opened",
};

export const keys: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
