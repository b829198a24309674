/** Where to go again, and what needs a look. */

import { count, type Shape } from "../shape";

const zh = {
  notYours: (building: string) => `${building ? `这是 ${building}` : "这是别的楼"},没分给你。先记着,社区会确认`,
  waits: "改动等社区看过再算,现在还按原来的",
  revisit: "再去一趟",
  noRevisit: "没有。每一户都应门了。",
  passing: "要送的、要告知的",
  attention: "要你看一下",
  noAttention: "没有要办的。",
  refused: "拒查",
  seen: "知道了",
  lost: (n: number) => `社区收到的都在。没传的 ${n} 条被手机清掉了,社区知道`,
  notices: {
    quarantined: "有一条社区没收,先放着等核实",
    admitted: "社区收下了,按当时的时间算",
    refused: "社区没收,这条不算数",
    held: "有一条社区要升级后才能收",
    withheld: "有一条等着,前面的收到了就传",
    clock_off: "手机时间不准,请改成自动时间",
    private_mode: "这个窗口关掉会丢记录。请用普通窗口",
    not_persisted: "手机满时可能清掉记录。请装到桌面",
    disk_full: "手机快满了。先传完,再清理照片",
    no_secure_context: "这个网址不安全,关掉后没网打不开",
    no_service_worker: "这个浏览器没网时打不开。请换浏览器",
    no_locks: "不要同时开两个窗口",
    repaired: "手机里的数据修过一次,记录都在",
    update_to_see: "有的记录要换新版本才看得到",
  },
};

const en: Shape<typeof zh> = {
  notYours: (building) => `${building ? `This is ${building}` : "This is another building"}, not yours. It is kept; the community will confirm`,
  waits: "The change waits for the community; until then it stands as it was",
  revisit: "Revisit",
  noRevisit: "None. Every door was answered.",
  passing: "To give out and to announce",
  attention: "Needs a look",
  noAttention: "Nothing to do.",
  refused: "refused",
  seen: "Seen",
  lost: (n) => `What was received is safe. ${count(n, "unsent record was", "unsent records were")} cleared from this phone; the community knows`,
  notices: {
    quarantined: "One record waits for the community to check it",
    admitted: "The community took it, with its own time",
    refused: "The community did not take it; it does not count",
    held: "One record waits until the community updates",
    withheld: "One waits; it goes after the ones before it",
    clock_off: "The phone's clock is wrong. Set it to automatic",
    private_mode: "This private window loses data. Use a normal one",
    not_persisted: "May be cleared when full. Put it on the home screen",
    disk_full: "Phone almost full. Send first, then clear photos",
    no_secure_context: "Not a secure address; will not open offline",
    no_service_worker: "This browser cannot open it offline. Use another",
    no_locks: "Do not open it in two windows",
    repaired: "The phone's data was repaired; records are all there",
    update_to_see: "Some records need the new version to be shown",
  },
};

export const todo = { zh, en };
