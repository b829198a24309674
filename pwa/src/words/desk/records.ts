/** The records behind a number: of a phone, at a place, of some kinds. */

import { count, type Shape } from "../shape";

const zh = {
  ofPhone: (who: string, phone: string) => (phone ? `${who} 的手机(${phone})` : `${who} 的手机`),
  received: (n: number) => `社区已收到 ${n} 条`,
  listed: (n: number) => `列在下面 ${n} 条`,
  waiting: (n: number) => `${n} 条要社区确认`,
  notTaken: (n: number) => `${n} 条没收下`,
  elsewhere: (n: number) => `${n} 条记在别处,不在这里列`,
  held: (n: number) => `${n} 条还在手机里,没丢,有网自动传;传上来才能看`,
  heldSince: (ago: string) => `最早一条在手机里${ago}了`,
  total: (n: number) => `${n} 条`,
  none: "这里还没收到这样的记录。",
  before: (when: string) => `截至 ${when}`,
  all: "所有记录",
  older: "再看早一些的",
  shown: (n: number, of: number) => `列出 ${n} / ${of} 条`,
  phones: "看所有手机",
};

const en: Shape<typeof zh> = {
  ofPhone: (who, phone) => (phone ? `Phone of ${who} (${phone})` : `Phone of ${who}`),
  received: (n) => `${count(n, "record", "records")} received`,
  listed: (n) => `${n} listed below`,
  waiting: (n) => `${n} for the community to confirm`,
  notTaken: (n) => `${n} not accepted`,
  elsewhere: (n) => `${n} recorded elsewhere, not listed here`,
  held: (n) => `${n} still on the phone: none is lost, they send by themselves, and can be read once they are here`,
  heldSince: (ago) => `the oldest has been there for ${ago}`,
  total: (n) => count(n, "record", "records"),
  none: "No such record has been received here yet.",
  before: (when) => `as known at ${when}`,
  all: "All records",
  older: "Show older ones",
  shown: (n, of) => `${n} of ${of} shown`,
  phones: "See all phones",
};

export const recordsWords: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
