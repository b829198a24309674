/** What the enrolment says; nobody reads it twice. */

import { count, type Shape } from "../shape";

const zh = {
  title: "网格登记",
  language: "语言",
  asks: (who: string) => `${who} 请你负责:`,
  households: (n: number) => `${n} 户`,
  until: (day: string) => `用到 ${day}`,
  yourName: "你的名字",
  start: "开始用",
  starting: "正在准备…",
  noPassword: "不用密码。这台手机就是你的钥匙。",
  scan: "用手机相机扫社区给你的码,就会打开这里。",
  code: "没有码?输 6 位数",
  look: "看一下",
  download: (households: number, kb: number) => `要下载 ${households} 户名单,约 ${kb} KB,几秒钟`,
  wechatTitle: "请到浏览器里打开",
  wechatAndroid: "请点右上角 ··· ,选「在浏览器打开」",
  wechatIos: "请点右上角 ··· ,选「在 Safari 中打开」",
  wechatStay: "先在微信里用",
  wechatRisk: "微信清理缓存,会丢掉没上传的记录。",
  iosHome: "开始用以后,请添加到主屏幕,不然久不用记录会被清掉。",
  used: "这个码已经用过了。请社区再给一个",
  expired: "这个码过期了。请社区再给一个",
  unknown: "不认得这个码。请对一下再输",
  offline: "现在没网。第一次打开要有网",
  server: "社区那边暂时连不上,等会儿再试",
  denied: "试得太多了。过一会儿再试",
  again: "记录都在,扫完接着用。",
  gone: (n: number) => `社区收到的都在。没传的 ${n} 条被手机清掉了。扫完码,社区就知道缺了几条。`,
};

const doors = (n: number): string => count(n, "door", "doors");

const en: Shape<typeof zh> = {
  title: "Grid records",
  language: "Language",
  asks: (who) => `${who} asks you to look after:`,
  households: (n) => doors(n),
  until: (day) => `until ${day}`,
  yourName: "Your name",
  start: "Start",
  starting: "Getting ready…",
  noPassword: "No password. This phone is your key.",
  scan: "Scan the community's code with the phone's camera; it opens here.",
  code: "No code to scan? Type the 6 digits",
  look: "Look",
  download: (households, kb) => `${doors(households)} to download, about ${kb} KB, a few seconds`,
  wechatTitle: "Please open in the browser",
  wechatAndroid: "Tap ··· at the top right, then “Open in browser”",
  wechatIos: "Tap ··· at the top right, then “Open in Safari”",
  wechatStay: "Stay in WeChat for now",
  wechatRisk: "Clearing WeChat's cache loses what was not sent.",
  iosHome: "After starting, add this to the home screen; otherwise unused data is cleared.",
  used: "This code was used before. Ask for another",
  expired: "This code is out of date. Ask for another",
  unknown: "Unknown code. Check it and type again",
  offline: "No signal. The first start needs it",
  server: "The community server is not answering. Try later",
  denied: "Too many tries. Wait a little",
  again: "Your records are safe; scan and go on.",
  gone: (n) => `What was received is safe. ${count(n, "unsent record was", "unsent records were")} cleared from this phone; once you have scanned, the community knows how many are missing.`,
};

export const enrol = { zh, en };
