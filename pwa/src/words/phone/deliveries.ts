/** Giving out what came for the compound. */

import type { Shape } from "../shape";

const zh = {
  title: (item: string) => `发放 · ${item}`,
  none: "这一批还没到手机里。",
  rule: (grounds: string) => `按这个顺序:${grounds}`,
  left: (left: number, all: number) => `剩 ${left} 份,共 ${all} 份`,
  part: (all: number) => `全小区 ${all} 份,先送前面的`,
  sums: (given: number, declined: number, absent: number) => `送到\u00a0${given} · 不要\u00a0${declined} · 没人\u00a0${absent}`,
  open: "待送",
  stamp: "点一下记成什么",
  hint: (what: string) => `点一户 = ${what}`,
  recorded: (door: string, what: string) => `${door} ${what} · 已存手机`,
  beyond: (n: number) => `还有 ${n} 户这次轮不到`,
  card: (item: string) => `发放 · ${item}`,
};

const en: Shape<typeof zh> = {
  title: (item: string) => `Give out · ${item}`,
  none: "This batch is not on the phone yet.",
  rule: (grounds: string) => `In this order: ${grounds}`,
  left: (left: number, all: number) => `${left} of ${all} portions left`,
  part: (all: number) => `${all} portions for the whole compound, the first come first`,
  sums: (given: number, declined: number, absent: number) => `${given}\u00a0delivered · ${declined}\u00a0not\u00a0wanted · ${absent}\u00a0no\u00a0answer`,
  open: "to deliver",
  stamp: "What a tap records",
  hint: (what: string) => `A tap on a door = ${what}`,
  recorded: (door: string, what: string) => `${door} ${what} · saved on this phone`,
  beyond: (n: number) => `${n} more cannot be reached this time`,
  card: (item: string) => `Give out · ${item}`,
};

export const deliveries = { zh, en };
