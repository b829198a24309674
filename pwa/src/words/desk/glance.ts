/** The lines under the board's numbers: what is short, what waits for the office, and whose phone is silent. */

import type { Shape } from "../shape";

const zh = {
  heading: "一眼看清",
  six: "六个到位",
  allMet: "六个都到位",
  met: (count: number) => `其余 ${count} 个到位`,
  short: (pillar: string, count: number) => `${pillar} 还差 ${count}`,
  notKnown: (pillar: string) => `${pillar} 数据没齐`,
  matters: "要处理的",
  matter: (what: string, count: number) => (count > 1 ? `${what} ${count}` : what),
  silent: "没上传",
  nobodySilent: "手机都传上来了",
  noPhone: "还没有手机加入",
  held: (who: string, where: string, count: number) => `${who} ${where} 还有 ${count} 条`,
  quiet: (who: string, where: string, since: string) => `${who} ${where} ${since}没交齐`,
  never: (who: string, where: string) => `${who} ${where} 从没收到过`,
  more: (count: number) => `还有 ${count} 台`,
};

const en: Shape<typeof zh> = {
  heading: "At a glance",
  six: "Six in place",
  allMet: "all six in place",
  met: (count: number) => `the other ${count} in place`,
  short: (pillar: string, count: number) => `${pillar}: ${count} short`,
  notKnown: (pillar: string) => `${pillar}: data incomplete`,
  matters: "To settle",
  matter: (what: string, count: number) => (count > 1 ? `${what}: ${count}` : what),
  silent: "Not heard from",
  nobodySilent: "every phone has sent",
  noPhone: "no phone has joined yet",
  held: (who: string, where: string, count: number) => `${who} ${where} holds ${count}`,
  quiet: (who: string, where: string, since: string) => `${who} ${where} has not sent all for ${since}`,
  never: (who: string, where: string) => `${who} ${where} never heard from`,
  more: (count: number) => `${count} more`,
};

export const glance = { zh, en };
