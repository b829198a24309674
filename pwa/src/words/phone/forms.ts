/** The plain form for any kind of record. */

import type { Shape } from "../shape";

const zh = {
  title: "记别的",
  where: "在哪里",
  choose: "请选",
  optional: "(可不填)",
  yes: "是",
  no: "不是",
  save: "记下",
  kept: (place: string, kind: string) => `${place} ${kind} · 已存手机`,
  continued: (time: string) => `接着 ${time} 填的`,
  anew: "清空重填",
  half: "填了一半的也存手机了",
  faults: {
    missing: "这一项要填", unknown_field: "没有这一项", wrong_type: "填的不对", not_a_choice: "请在里面选", below_min: "太小了",
    above_max: "太大了", too_long: "太长了", empty: "这一项要填",
  },
};

const en: Shape<typeof zh> = {
  title: "Other records",
  where: "Where",
  choose: "Choose",
  optional: "(optional)",
  yes: "Yes",
  no: "No",
  save: "Record",
  kept: (place, kind) => `${place} ${kind} · saved on this phone`,
  continued: (time) => `Continued from ${time}`,
  anew: "Start over",
  half: "What is half filled is saved too",
  faults: {
    missing: "Please fill this in", unknown_field: "There is no such field", wrong_type: "Not valid", not_a_choice: "Choose one of these",
    below_min: "Too small", above_max: "Too large", too_long: "Too long", empty: "Please fill this in",
  },
};

export const forms = { zh, en };
