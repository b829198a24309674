/** Words of exports and of paper that all pages share. */

import { count, type Shape } from "../shape";

const zh = {
  which: "哪张表",
  needsPlace: "(先在上面选一个社区或小区)",
  then: (when: string) => `台账和表都按截至 ${when} 知道的填,文件里也写着。`,
  pages: "页面上的表",
  pagesLead: "和页面上看到的一样,姓名电话遮住一部分。",
  printed: (role: string, name: string, when: string) => `打印:${role} ${name} ${when}`,
  stopped: "已停下,没有存任何文件。",
  rows: (done: number, all: number) => `已写 ${done} / ${all} 行`,
  rowsOnly: (all: number) => `共 ${all} 行`,
  broken: "传到一半断了,没有存半个文件。记录都在,再点一次导出。",
  stop: "停下",
  mostRows: (most: number, tagged: number) => `一份最多 ${most} 行,再多就分份;用读屏软件的,${tagged} 行以内能按表格读`,
  tooLong: (rows: number, most: number, parts: number) =>
    `记录都在。这张表有 ${rows} 行,一份 PDF 最多 ${most} 行,要分成 ${parts} 份;Excel 和 CSV 一份就能装下。`,
  whichPart: "哪一份",
  part: (part: number, first: number, last: number) => `第 ${part} 份(${first}–${last} 行)`,
  takePart: "取这一份 PDF",
  takeWhole: "改取 Excel",
};

const en: Shape<typeof zh> = {
  which: "Which table",
  needsPlace: "(choose a community or compound above)",
  then: (when) => `Ledgers and tables are filled as known at ${when}, and the files say so.`,
  pages: "Tables of the pages",
  pagesLead: "As the pages show them; names and phones are partly hidden.",
  printed: (role, name, when) => `Printed by ${role} ${name} at ${when}`,
  stopped: "Stopped; no file was saved.",
  rows: (done, all) => `${done} of ${count(all, "row", "rows")} written`,
  rowsOnly: (all) => count(all, "row", "rows"),
  broken: "The transfer broke off; no half file was saved. The records are safe: export once more.",
  stop: "Stop",
  mostRows: (most, tagged) => `up to ${most} rows in one file, more come in parts; screen readers find the table in files of up to ${tagged} rows`,
  tooLong: (rows, most, parts) =>
    `The records are safe. This table has ${rows} rows and one PDF takes ${most}: it comes in ${parts} parts. Excel and CSV hold it in one file.`,
  whichPart: "Which part",
  part: (part, first, last) => `Part ${part} (rows ${first}–${last})`,
  takePart: "Take this part",
  takeWhole: "Take Excel instead",
};

export const exportWords: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
