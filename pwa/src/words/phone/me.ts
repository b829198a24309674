/** The person's own screen: letters, colours, installing, leaving. */

import type { Shape } from "../shape";

const zh = {
  title: "我的",
  look: "字和颜色",
  size: "字的大小",
  sizes: { 17: "标准", 20: "大", 24: "特大", 30: "最大" },
  preview: "3栋 1302 晚查:✓正常 · 已存手机",
  elder: "长辈版(大字大按钮)",
  bigKeys: "大键(戴手套用)",
  theme: "暗处模式",
  themes: { auto: "自动", light: "关", dark: "开" },
  language: "语言",
  haptics: "点了震一下",
  on: "开",
  off: "关",
  order: "楼层顺序",
  duties: "我负责",
  until: (day: string) => `到 ${day}`,
  records: "我记的",
  leave: "退出",
  leaveTitle: "换人用这台手机?",
  leaveRefused: (n: number) => `还有 ${n} 条没传,现在不能退出。先传完,或先备份。`,
  leaveSure: "退出后,这台手机要重新扫码才能用。",
  leaveNow: "退出",
  stay: "接着用",
};

const en: Shape<typeof zh> = {
  title: "Me",
  look: "Text and colours",
  size: "Text size",
  sizes: { 17: "Normal", 20: "Large", 24: "Larger", 30: "Largest" },
  preview: "Building 3, 1302: ✓ normal · saved on this phone",
  elder: "Elder view (large text and buttons)",
  bigKeys: "Big keys (for gloves)",
  theme: "Dark",
  themes: { auto: "Auto", light: "Off", dark: "On" },
  language: "Language",
  haptics: "Vibrate on tap",
  on: "On",
  off: "Off",
  order: "Floor order",
  duties: "I look after",
  until: (day) => `until ${day}`,
  records: "What I recorded",
  leave: "Sign out",
  leaveTitle: "Hand this phone to someone else?",
  leaveRefused: (n) => `${n} not sent: signing out must wait. Send first, or back up first.`,
  leaveSure: "Afterwards this phone needs a new code.",
  leaveNow: "Sign out",
  stay: "Stay",
};

export const me = { zh, en };
