/** A round in one sentence, as it is pasted into the group, and the menu that copies it. */

import type { Shape } from "../shape";

const zh = {
  head: (building: string, day: string, session: string) => `【${building} ${day}${session}】`,
  body: (due: number, done: number) => `应查${due}户,已查${done}户`,
  part: (what: string, n: number, doors: string) => (doors === "" ? `${what}${n}` : `${what}${n}(${doors})`),
  fever: (door: string, degrees: string, told: boolean) => `${door} 发热${degrees}${told ? ",已报社区" : ""}`,
  colon: ":",
  join: ",",
  end: "。",
  order: "从哪层开始",
  whichRound: "哪一轮",
  whichBuilding: "哪一栋",
  copy: "复制小结",
  copied: "小结已复制,可以贴到微信群",
  copyFailed: "没能复制。请长按下面的字",
  paste: "粘贴接龙",
};

const en: Shape<typeof zh> = {
  head: (building, day, session) => `[${building} ${day} ${session}] `,
  body: (due, done) => `${due} due, ${done} done`,
  part: (what, n, doors) => (doors === "" ? `${what} ${n}` : `${what} ${n} (${doors})`),
  fever: (door, degrees, told) => `${door} fever ${degrees}${told ? ", community told" : ""}`,
  colon: ": ",
  join: ", ",
  end: ".",
  order: "Which floor first",
  whichRound: "Which round",
  whichBuilding: "Which building",
  copy: "Copy summary",
  copied: "Copied; paste it into the group",
  copyFailed: "Could not copy. Press long on the text below",
  paste: "Paste a group list",
};

export const summary = { zh, en };
