/** Words of waivers: setting a criterion aside for a compound, with a reason and an end. */

import type { Shape } from "../shape";

const zh = {
  ask: "免这一项",
  heading: "免这一项,要有理由和期限",
  help: "到期以后自动按原来的规则判。谁免的、为什么、到哪天,申报和历史里都看得见。",
  reason: "理由",
  until: "到哪天(含)",
  by: (name: string) => `由 ${name} 免`,
  save: "就这样免",
  cancel: "不免",
  saved: "免了。",
  ended: "已停止,按原来的规则判。",
  undo: "撤销",
  undone: "已撤销。",
  standing: (by: string, until: string) => `${by} 免到 ${until}`,
  without: (verdict: string) => `不免的话:${verdict}`,
  end: "现在就停止",
  faulty: "没有免。理由至少两个字,期限最多 31 天。",
  history: "免过的经过",
  line: (by: string, from: string, until: string) => `${by},${from}到${until}`,
  over: (when: string) => `${when} 停止`,
  running: "正在免",
  expired: "已到期",
};

const en: Shape<typeof zh> = {
  ask: "Waive it",
  heading: "Waive this criterion, with a reason and an end",
  help: "After its last day it is judged by the rule again. Who waived it, why and until when stays in sight in the declaration and the history.",
  reason: "Reason",
  until: "Until (last day)",
  by: (name: string) => `Waived by ${name}`,
  save: "Waive it",
  cancel: "Do not waive",
  saved: "Waived.",
  ended: "Ended; the rule judges it again.",
  undo: "Undo",
  undone: "Undone.",
  standing: (by: string, until: string) => `Waived by ${by} until ${until}`,
  without: (verdict: string) => `Without it: ${verdict}`,
  end: "End it now",
  faulty: "Not waived. The reason needs two characters, the end is at most 31 days away.",
  history: "Waivers so far",
  line: (by: string, from: string, until: string) => `${by}, ${from} to ${until}`,
  over: (when: string) => `ended ${when}`,
  running: "in force",
  expired: "over",
};

export const waiver: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
