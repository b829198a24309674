/** The page of the phones: what is told beside the table, and bringing a phone's file in. */

import type { Shape } from "../shape";

const zh = {
  leaving: (places: string) => `可能还存着:${places}(已不归他管)`,
  fast: (by: string) => `快 ${by}`,
  slow: (by: string) => `慢 ${by}`,
  free: (size: string) => `剩 ${size}`,
  lostWhy: {
    evicted: "被手机清理",
    rolled_back: "手机退回到旧备份",
    forked: "手机退回到旧备份后又记了新的",
  } as Record<string, string>,
  copyByHand: "请手动复制:",
  rescue: "手机连不上网?",
  rescueHelp: "在那台手机的“还在手机里”按“备份成文件”,用U盘或微信带到这里。手机上的记录都还在,导入两遍也不会重复。",
  file: "手机导出的文件",
  look: "先看看",
  whose: (name: string, label: string) => (label ? `${name} 的手机(${label})` : `${name} 的手机`),
  made: (when: string) => `${when} 导出`,
  records: "文件里",
  known: "早已收到",
  fresh: "新的",
  waiting: "要您确认",
  sealed: (from: string, to: string) => (from === to ? `记于 ${from}` : `记于 ${from} 到 ${to}`),
  waitingNote: "这几条收下后先放着,在“要处理的”里确认了才算数。",
  unproved: "这台手机还没跟社区对上过号,所以都先放着;它自己连上一次,就自动算数。",
  nothing: "这些记录社区都已收到,不用再导入。",
  empty: "文件里没有还没传的记录。",
  take: (n: number) => `收下 ${n} 条`,
  taken: (name: string, n: number) => `已收下 ${name} 的 ${n} 条记录。那台手机下次连上就知道了。`,
  takenWaiting: (n: number) => `其中 ${n} 条要在“要处理的”里确认。`,
  problems: {
    rescue_other_file: "这不是手机导出的记录文件,什么都没动。请选“备份成文件”写出的那个。",
    rescue_damaged: "文件路上不完整了,什么都没动。手机上都还在,请重新导出一次。",
    rescue_newer: "文件来自更新的版本,什么都没动。请先升级社区这边的系统。",
    rescue_of_elsewhere: "这台手机不归您这里管,什么都没动。请带到它所在的社区。",
    replica_of_another: "文件里的名字和手机对不上,什么都没动。请在手机上重新导出。",
    too_large: "文件太大,什么都没动。请在手机上分几次导出。",
  } as Record<string, string>,
};

const en: Shape<typeof zh> = {
  leaving: (places) => `May still hold ${places} (no longer theirs)`,
  fast: (by) => `${by} fast`,
  slow: (by) => `${by} slow`,
  free: (size) => `${size} free`,
  lostWhy: {
    evicted: "cleared by the phone",
    rolled_back: "the phone went back to an old backup",
    forked: "the phone went back to an old backup and recorded on",
  },
  copyByHand: "Copy this by hand:",
  rescue: "A phone finds no network?",
  rescueHelp:
    "On that phone, open “Still on this phone”, choose “Back up to a file” and bring it here by stick or chat. The records stay on the phone, and a file brought twice adds nothing.",
  file: "File from the phone",
  look: "Look first",
  whose: (name, label) => (label ? `${name}'s phone (${label})` : `${name}'s phone`),
  made: (when) => `exported ${when}`,
  records: "In the file",
  known: "Received before",
  fresh: "New",
  waiting: "For you to confirm",
  sealed: (from, to) => (from === to ? `recorded ${from}` : `recorded ${from} to ${to}`),
  waitingNote: "These are kept, and count once they are confirmed under “Matters to settle”.",
  unproved: "This phone has not yet been heard itself, so all of these wait; once it connects, they count by themselves.",
  nothing: "All of these had been received; there is nothing to bring in.",
  empty: "There are no unsent records in the file.",
  take: (n) => `Take in ${n}`,
  taken: (name, n) => `${n} records of ${name} were taken in. The phone learns of it when it next connects.`,
  takenWaiting: (n) => `${n} of them wait under “Matters to settle”.`,
  problems: {
    rescue_other_file: "This is not a file of a phone's records; nothing was changed. Choose the one that “Back up to a file” wrote.",
    rescue_damaged: "The file is not whole any more; nothing was changed. The phone still has everything: export it again.",
    rescue_newer: "The file comes from a newer version; nothing was changed. Update the community's system first.",
    rescue_of_elsewhere: "This phone belongs to another community; nothing was changed. Bring the file there.",
    replica_of_another: "The name in the file is not the phone's; nothing was changed. Export it again on the phone.",
    too_large: "The file is too large; nothing was changed. Export it in several parts.",
  },
};

export const phones: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
