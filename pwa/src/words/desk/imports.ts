/** 导入过的: what was brought into the roster, and taking it back. */

import { count, type Shape } from "../shape";

const zh = {
  title: "导入过的",
  lead: "导错了,管名册的人都能撤,什么时候都行;撤之前先看会动什么。",
  none: "还没有导入过。",
  acts: {
    roster_import: "导入名册", building_made: "造了一栋楼", places_import: "导入区划",
    import_undone: "撤销了一次导入", import_restored: "放回了撤销的导入",
  } as Record<string, string>,
  counts: (added: number, changed: number) => `新 ${added} 处 · 改 ${changed} 处`,
  records: (n: number) => `${n} 条`,
  whole: "已撤销",
  part: "撤了一部分",
  takeBack: "撤销…",
  putBack: "放回去…",
  looking: "正在看会动什么…",
  ofType: (n: number, type: string) => `${type} ${n}`,
  goes: (what: string) => `会撤下:${what}。`,
  returns: (what: string) => `会放回:${what}。`,
  restores: (n: number) => `一共 ${n} 条记录恢复成以前的样子,历史都留着。`,
  stays: (kept: number, things: number, names: string) => `${kept} 条留着不动:后来有 ${things} 处用到了(${names})。`,
  nothing: "没有可撤的了:要么已经撤过,要么后来都用到了。",
  go: (n: number) => `撤销这 ${n} 条`,
  goBack: (n: number) => `放回这 ${n} 条`,
  no: "先不动",
  done: (n: number) => `撤销了 ${n} 条。撤错了,在下面放回去。`,
  doneBack: (n: number) => `放回了 ${n} 条。`,
};

const en: Shape<typeof zh> = {
  title: "What was imported",
  lead: "Whoever keeps the roster can take an import back, at any time; what it would change is shown first.",
  none: "Nothing has been imported yet.",
  acts: {
    roster_import: "Roster imported", building_made: "Building made", places_import: "Divisions imported",
    import_undone: "Import taken back", import_restored: "Import put back",
  },
  counts: (added: number, changed: number) => `${added} new, ${count(changed, "place", "places")} changed`,
  records: (n: number) => count(n, "record", "records"),
  whole: "taken back",
  part: "taken back in part",
  takeBack: "Take back…",
  putBack: "Put back…",
  looking: "Looking at what it would change…",
  ofType: (n: number, type: string) => `${type} ${n}`,
  goes: (what: string) => `Taken off the list: ${what}.`,
  returns: (what: string) => `Back on the list: ${what}.`,
  restores: (n: number) => `${count(n, "record says", "records say")} again what stood before; the history stays.`,
  stays: (kept: number, things: number, names: string) =>
    `${count(kept, "record stays", "records stay")} as ${kept === 1 ? "it is" : "they are"}: ${count(things, "thing rests", "things rest")} on it since (${names}).`,
  nothing: "There is nothing left to take back: it is gone already, or was used since.",
  go: (n: number) => `Take back ${count(n, "record", "records")}`,
  goBack: (n: number) => `Put back ${count(n, "record", "records")}`,
  no: "Leave it",
  done: (n: number) => `${count(n, "record was", "records were")} taken back. Put them back below if that was wrong.`,
  doneBack: (n: number) => `${count(n, "record was", "records were")} put back.`,
};

export const imports: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
