/** Calls from the phone, and doors where nobody answered. */

import { count, type Shape } from "../shape";

const zh = {
  call: "打电话",
  office: "打社区电话",
  callDoor: "打给这户",
  title: (door: string) => `${door} 打通了吗?`,
  note: "打完回来点一下。不点就什么也不记。",
  fine: "打通 · 正常",
  watched: "打通 · 记体温",
  unwell: "打通 · 有情况",
  noAnswer: "没接",
  notNow: "没打,先不记",
  rounds: (n: number) => `${n} 轮没人`,
  times: (n: number) => `${n} 次没人`,
  byPhone: (time: string) => `上次 ${time} 电话没接`,
  atDoor: (time: string) => `上次 ${time}`,
};

const en: Shape<typeof zh> = {
  call: "Call",
  office: "Call community",
  callDoor: "Call them",
  title: (door) => `${door}: did you get through?`,
  note: "Tap when the call is over. Without a tap nothing is recorded.",
  fine: "Spoke: fine",
  watched: "Spoke: temperature",
  unwell: "Spoke: unwell",
  noAnswer: "No answer",
  notNow: "Not called, record nothing",
  rounds: (n) => `${count(n, "round", "rounds")}, no answer`,
  times: (n) => `${count(n, "try", "tries")}, no answer`,
  byPhone: (time) => `called ${time}, no answer`,
  atDoor: (time) => `last ${time}`,
};

export const calls = { zh, en };
