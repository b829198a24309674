/** 抽查: drawing doors, what was found there, and how a sample stands. */

import { count, type Shape } from "../shape";

const zh = {
  heading: "抽查",
  lead: (size: number, misses: number) => `系统随机抽 ${size} 户(或点位)已完成的,由外面的人去核。对不上不超过 ${misses} 处算通过。不追究个人。`,
  compound: "小区",
  day: "查哪天",
  checker: "谁去查(不填就是你)",
  draw: "抽样",
  second: "再抽一次",
  drawn: (count: number) => `抽好了,共 ${count} 处。`,
  nothingToDraw: "没有抽。这一天还没有可抽的,或日期还没到。请换一天。",
  empty: "还没有抽查过。",
  noneThen: "那时候还没有抽查过。",
  notYet: "还没查",
  noRule: "那天的规则不要求抽查。",
  noCompound: "这里还没有小区。",
  kind: "查什么",
  title: (day: string, kind: string) => `查 ${day} 的${kind}`,
  again: "复抽",
  who: (name: string) => `${name} 去查`,
  verdicts: { passed: "通过", failed: "对不上的多了", unfinished: "还没查完" } as Record<string, string>,
  askSecond: "要再抽一次才能下结论。这不是说谁做错了。",
  counts: (drawn: number, checked: number, agrees: number, disagrees: number, notReached: number) =>
    `抽 ${drawn} 处,查了 ${checked} 处:对得上 ${agrees},对不上 ${disagrees},没见到人 ${notReached}`,
  doors: "抽到的",
  found: "核实结果",
  outcomes: { agrees: "对得上", disagrees: "对不上", not_reached: "没见到人" } as Record<string, string>,
  saved: (door: string, outcome: string) => `已记下:${door} ${outcome}。`,
};

const en: Shape<typeof zh> = {
  heading: "Spot checks",
  lead: (size, misses) => `Up to ${size} doors or places recorded as done are drawn at random and checked from outside. It passes with at most ${misses} disagreeing. Nobody is blamed.`,
  compound: "Compound",
  day: "Day to check",
  checker: "Who checks (you, if left empty)",
  draw: "Draw a sample",
  second: "Draw a second sample",
  drawn: (drawn) => `Drawn: ${count(drawn, "place", "places")}.`,
  nothingToDraw: "Nothing was drawn: none can be drawn for that day yet, or the day is to come. Choose another day.",
  empty: "No spot check yet.",
  noneThen: "No spot check had been made by then.",
  notYet: "Not checked yet",
  noRule: "The policy of that day asks for no spot check.",
  noCompound: "There is no compound here yet.",
  kind: "What is checked",
  title: (day, kind) => `${kind} of ${day}`,
  again: "Second sample",
  who: (name) => `Checked by ${name}`,
  verdicts: { passed: "Passed", failed: "Too many disagree", unfinished: "Not finished" },
  askSecond: "A second sample decides. This does not say that anybody did wrong.",
  counts: (drawn, checked, agrees, disagrees, notReached) =>
    `${drawn} drawn, ${checked} checked: ${agrees} agree, ${disagrees} disagree, ${notReached} not reached`,
  doors: "What was drawn",
  found: "What was found",
  outcomes: { agrees: "Agrees", disagrees: "Disagrees", not_reached: "Not reached" },
  saved: (door, outcome) => `Recorded: ${door}, ${outcome}.`,
};

export const spot: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
