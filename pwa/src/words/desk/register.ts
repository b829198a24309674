/** Words of changes to the register: what was written, and taking it back. */

import type { Shape } from "../shape";

const zh = {
  saved: "已存好。",
  gone: "已撤下,以前的记录都在。",
  undone: "已撤销。",
  undo: "撤销",
  redo: "恢复",
  edit: "改",
  end: "撤下",
  save: "存下",
  cancel: "不存",
  keep: "先不",
  none: "—",
  choose: "请选",
  between: "几个之间用顿号隔开",
  taken: "别人刚改过,没有动。先看看现在的样子。",
};

const en: Shape<typeof zh> = {
  saved: "Saved.",
  gone: "Taken away; what was recorded stays.",
  undone: "Undone.",
  undo: "Undo",
  redo: "Bring back",
  edit: "Change",
  end: "End",
  save: "Save",
  cancel: "Do not save",
  keep: "Not now",
  none: "–",
  choose: "Choose",
  between: "Commas between several",
  taken: "Somebody has just changed this; nothing was touched. See how it stands now.",
};

export const register: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
