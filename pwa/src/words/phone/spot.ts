/** The spot check: doors that were drawn, and whether they agree with what was recorded. */

import type { Shape } from "../shape";

const zh = {
  title: "抽查",
  second: "第二次抽查",
  card: (compound: string) => `抽查 · ${compound}`,
  none: "这次抽查还没到手机里。",
  about: (day: string, kind: string) => `抽的是 ${day} ${kind}记过的。问一问、看一看,和记录对不对得上。`,
  checker: (who: string) => `去查的人:${who}`,
  progress: (done: number, size: number) => `查到 ${done}/${size} 处`,
  recorded: (what: string) => `记的是:${what}`,
  unheard: (kind: string) => `${kind}那天记了做过,记录不在这台手机里`,
  open: "待查",
  stamp: "点一下记成什么",
  hint: (what: string) => `点一处 = ${what}`,
  kept: (door: string, what: string) => `${door} ${what} · 已存手机`,
  again: (what: string) => `改记:${what}`,
  passed: (size: number, misses: number, most: number) => `抽查通过。查了 ${size} 处,对不上 ${misses} 处(最多 ${most} 处)。`,
  failed: (misses: number, most: number) => `对不上 ${misses} 处,多于 ${most} 处。请社区再抽一次;这不说明谁做错了。`,
  left: (n: number) => `还要查到 ${n} 处`,
  noMore: "备用的也用完了。没见到人的,再去一次。",
  tooFew: (n: number, size: number) => `抽到的查完了,只有 ${n} 处,不够 ${size} 处,还下不了结论。请社区换一天再抽。`,
  ended: { passed: "通过", failed: "要再抽一次" },
};

const en: Shape<typeof zh> = {
  title: "Spot check",
  second: "Second spot check",
  card: (compound: string) => `Spot check · ${compound}`,
  none: "This spot check is not on the phone yet.",
  about: (day, kind) => `Drawn from what was recorded on ${day} (${kind}). Ask and look: does it agree with the record?`,
  checker: (who: string) => ` Checked by ${who}`,
  progress: (done: number, size: number) => `${done} of ${size} reached`,
  recorded: (what: string) => `Recorded: ${what}`,
  unheard: (kind) => `${kind}: recorded as done that day; the record is not on this phone`,
  open: "to check",
  stamp: "What a tap records",
  hint: (what: string) => `A tap = ${what}`,
  kept: (door: string, what: string) => `${door} ${what} · saved on this phone`,
  again: (what: string) => `Change to: ${what}`,
  passed: (size: number, misses: number, most: number) => `Passed. ${size} checked, ${misses} disagree (${most} allowed).`,
  failed: (misses: number, most: number) => `${misses} disagree, more than ${most}. Ask the community for a second sample; it says nothing about anybody's fault.`,
  left: (n: number) => `${n} more to reach`,
  noMore: "Nothing is left in reserve. Go again where nobody was met.",
  tooFew: (n: number, size: number) => `All ${n} that were drawn are checked, fewer than ${size}: no verdict yet. Ask the community to draw from another day.`,
  ended: { passed: "passed", failed: "draw again" },
};

export const spot = { zh, en };
