/** What I recorded, whatever it was: looked at again, corrected, struck out. */

import type { Shape } from "../shape";

const zh = {
  title: "我记的",
  none: "这三天没有记过。",
  about: "这三天在这台手机上记的。点开可以改,也可以划掉;原来的都留着。",
  waits: "这类记录改了、划掉了,要社区看过才算。刚刚记错的,马上划掉不用等。",
  save: "改好了",
  changed: (what: string) => `${what} 已改 · 已存手机`,
  struck: (what: string) => `${what} 已划掉`,
  restored: (what: string) => `${what} 恢复了`,
  conflict: "两边说得不一样,社区会核实",
  fromDay: (month: number, day: number) => `${month}月${day}日`,
};

const en: Shape<typeof zh> = {
  title: "What I recorded",
  none: "Nothing recorded in these three days.",
  about: "Recorded on this phone in the last three days. Open one to correct it or strike it out; what it said before is kept.",
  waits: "A change to such a record, or striking it out, counts once the community has seen it. A slip struck out at once does not wait.",
  save: "Corrected",
  changed: (what: string) => `${what} corrected · saved on this phone`,
  struck: (what: string) => `${what} struck out`,
  restored: (what: string) => `${what} put back`,
  conflict: "Two say different things; the community will check",
  fromDay: (month: number, day: number) => `${day}/${month}`,
};

export const records = { zh, en };
