/** Putting the app on the phone's home screen. */

import type { Shape } from "../shape";

const zh = {
  title: "装到桌面",
  why: "装好以后像别的应用一样点开,没网也能用,手机满了也不容易被清掉。",
  offer: "一轮查完了。把它装到桌面,下次一点就开。",
  how: "怎么装",
  later: "不用",
  now: "现在装",
  first: (where: string) => `1 点${where}`,
  second: (what: string) => `2 选「${what}」`,
  topMenu: "右上角 ⋮",
  bottomMenu: "下面的菜单 ☰",
  share: "下面的分享按钮",
  entry: "添加到主屏幕",
  entryOr: "没有这一项,就找「添加到桌面」或「发送到桌面」。",
};

const en: Shape<typeof zh> = {
  title: "Put it on the home screen",
  why: "Then it opens like any app, also without signal, and a full phone is less likely to clear it.",
  offer: "A round is done. Put the app on the home screen: next time one tap opens it.",
  how: "How to",
  later: "No, thanks",
  now: "Install now",
  first: (where: string) => `1 Tap ${where}`,
  second: (what: string) => `2 Choose “${what}”`,
  topMenu: "⋮ at the top right",
  bottomMenu: "the menu ☰ at the bottom",
  share: "the share button at the bottom",
  entry: "Add to Home screen",
  entryOr: "If it is not there, look for “Add to desktop”.",
};

export const install = { zh, en };
