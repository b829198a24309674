/** Looking back: the control in the menu and the band above every page. */

import type { Shape } from "../shape";

const zh = {
  now: "现在",
  control: "看哪个时候",
  date: "日期",
  time: "时间",
  show: "看那个时候",
  moments: "申报和公示时",
  backToNow: "回到现在",
  band: (when: string) => `正在看 ${when} 当时知道的`,
  came: (count: number) => `之后又收到 ${count} 条`,
  nothing: "之后没有再收到",
  difference: "看差别",
  onlyNow: "这一页没有留底,看到的是现在的样子",
  future: "要选已经过去的时间",
  sameRules: "当时用的也是这份规则。",
  otherRules: (now: string, then: string) => `这里按现在用的规则 ${now} 判;当时用的是 ${then}。`,
  rewritten: (id: string) => `这里按规则 ${id} 现在的内容判;当时用的也是它,后来改过内容。`,
  rulesUnknown: (now: string) => `这里按现在用的规则 ${now} 判;当时用的是哪一份,没有记下来。`,
};

const en: Shape<typeof zh> = {
  now: "Now",
  control: "As known when",
  date: "Date",
  time: "Time",
  show: "Show that moment",
  moments: "When declared or published",
  backToNow: "Back to now",
  band: (when: string) => `As it was known on ${when}`,
  came: (count: number) => (count === 1 ? "1 more has come since" : `${count} more have come since`),
  nothing: "nothing has come since",
  difference: "What changed",
  onlyNow: "This page keeps no past: it shows how things are now",
  future: "Choose a moment that has passed",
  sameRules: "The same rules were in use then.",
  otherRules: (now: string, then: string) => `Judged by the rules in use now, ${now}; in use then: ${then}.`,
  rewritten: (id: string) => `Judged by the rules ${id} as they read now; they were in use then too, and have been rewritten since.`,
  rulesUnknown: (now: string) => `Judged by the rules in use now, ${now}; which were in use then was not noted.`,
};

export const asofWords: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
