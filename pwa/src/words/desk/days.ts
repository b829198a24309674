/** Doors and areas over the days: what the pictures say, in words. */

import { count, type Shape } from "../shape";

const zh = {
  heading: (n: number) => `${n} 天一户一户看`,
  never: (n: number, doors: string) => `去过、一次也没见到人的 ${n} 户:${doors}`,
  untouched: (n: number, doors: string) => `一次也没去到的 ${n} 户:${doors}`,
  fine: "每一户这些天都见到过",
  more: (list: string) => `${list} 等`,
  table: "看表格",
  picture: "看图",
  door: "门牌",
  close: "关上",
  tableOf: (building: string) => `${building} 每一户每一轮`,
  recordsOf: (building: string, door: string) => `${building} ${door} 的记录`,
  areas: "消杀点位",
  noneMissed: "没有漏做的",
  missedOf: (n: number) => `漏做 ${n} 次`,
  unheardOf: (n: number) => `${n} 次还没听到,不算漏`,
  and: ";",
  how: "。点 ✓ 看记录,点 ✕ 看谁负责、怎么说明。",
  showAll: "看全部点位",
  noAreas: "这里还没有消杀点位。",
  toRoster: "去名册设置加上",
  area: "点位",
  toAreas: "看 14 天",
  states: {
    none: "不用做", open: "待做", done: "做了", attempted: "没做成", missed: "漏做", not_yet_known: "还没听到", vacant: "空户", away: "不在",
  } as Record<string, string>,
};

const en: Shape<typeof zh> = {
  heading: (n) => `Door by door over ${n} days`,
  never: (n, doors) => `${count(n, "door was", "doors were")} visited and never reached: ${doors}`,
  untouched: (n, doors) => `${count(n, "door was", "doors were")} not visited once: ${doors}`,
  fine: "Every door was reached at least once in these days",
  more: (list) => `${list} and others`,
  table: "Show as a table",
  picture: "Show the picture",
  door: "Door",
  close: "Close",
  tableOf: (building) => `${building}: every door in every round`,
  recordsOf: (building, door) => `${building} ${door}: its records`,
  areas: "Areas and disinfection",
  noneMissed: "None was missed",
  missedOf: (n) => `${count(n, "disinfection was", "disinfections were")} missed`,
  unheardOf: (n) => `${n} not heard of yet, which is not missed`,
  and: "; ",
  how: ". ✓ opens the record, ✕ shows who was responsible and explains.",
  showAll: "Show all areas",
  noAreas: "There is no area to disinfect here yet.",
  toRoster: "Add one in the roster",
  area: "Area",
  toAreas: "Over 14 days",
  states: {
    none: "Not due", open: "Still open", done: "Done", attempted: "Tried", missed: "Missed", not_yet_known: "Not heard yet", vacant: "Vacant", away: "Away",
  },
};

export const days: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
