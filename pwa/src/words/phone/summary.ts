/** A round in one sentence, as it is pasted into the group. */

import type { Shape } from "../shape";

const zh = {
  head: (building: string, day: string, session: string) => `【${building} ${day}${session}】`,
  body: (due: number, done: number) => `应查${due}户,已查${done}户`,
  part: (what: string, n: number, doors: string) => (doors === "" ? `${what}${n}` : `${what}${n}(${doors})`),
  fever: (door: string, degrees: string, told: boolean) => `${door} 发热${degrees}${told ? ",已报社区" : ""}`,
  colon: ":",
  join: ",",
  end: "。",
};

const en: Shape<typeof zh> = {
  head: (building, day, session) => `[${building} ${day} ${session}] `,
  body: (due, done) => `${due} due, ${done} done`,
  part: (what, n, doors) => (doors === "" ? `${what} ${n}` : `${what} ${n} (${doors})`),
  fever: (door, degrees, told) => `${door} fever ${degrees}${told ? ", community told" : ""}`,
  colon: ": ",
  join: ", ",
  end: ".",
};

export const summary = { zh, en };
