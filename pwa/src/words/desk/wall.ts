/** 大屏: the board on a television, read from across the room. */

import type { Shape } from "../shape";

const zh = {
  title: (place: string, day: string, session: string) => `${place} · ${day} ${session}`,
  fresh: (at: string) => `截至 ${at}`,
  lost: (at: string, ago: string) => `断线了。下面是 ${at} 的,${ago}前。网好了自己会更新。`,
  starting: "正在取盘面…",
  none: "这里还没有楼栋。",
  areas: "消杀",
  full: "全屏",
  dark: "暗",
  light: "亮",
  back: "回盘面",
  open: "大屏",
  buildings: "楼栋",
  neverHeard: "⚠ 从没收到过",
  noneOf: "没有哪栋楼有这样的户。",
};

const en: Shape<typeof zh> = {
  title: (place, day, session) => `${place} · ${day}, ${session}`,
  fresh: (at) => `As of ${at}`,
  lost: (at, ago) => `No connection. This is from ${at}, ${ago} ago. It updates by itself when the network is back.`,
  starting: "Fetching the board…",
  none: "There is no building here yet.",
  areas: "Disinfected",
  full: "Full screen",
  dark: "Dark",
  light: "Light",
  back: "Back to the board",
  open: "Wall screen",
  buildings: "Buildings",
  neverHeard: "⚠ never heard from",
  noneOf: "No building has such a door.",
};

export const wall: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
