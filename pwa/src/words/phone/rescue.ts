/** What is said while the records of a phone are put into a file; it comes with the screen that says it. */

import type { Shape } from "../shape";

const zh = {
  shared: "已交出文件",
  still: "记录还在手机里,有网照样自动传。把文件交给社区,也能收下。",
  byHand: "文件没出来?复制成文字",
  text: "把下面的字全部复制,发给社区",
  copied: "已复制,可以贴到微信发给社区",
  failed: "没能备份。记录都在手机里,再点一次",
  leaveAnyway: "已备份,退出",
  leaveKept: (n: number) => `已备份。退出后,这 ${n} 条留在手机里,有网照样自动传。`,
};

const en: Shape<typeof zh> = {
  shared: "File handed over",
  still: "The records stay on this phone and still send by themselves. The community can also take in the file.",
  byHand: "No file? Copy as text",
  text: "Copy all of the text below and send it to the community",
  copied: "Copied. Paste it in a chat with the community",
  failed: "Not backed up. The records are safe on this phone; tap again",
  leaveAnyway: "Backed up; leave",
  leaveKept: (n) => `Backed up. After you leave, the ${n} stay on this phone and still send by themselves.`,
};

export const rescue: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
