/** Why a record is counted here and not opened: said where a link would otherwise lead to a no. */

import { count, type Shape } from "../shape";

const zh = {
  records: "写住户和病例的记录,只有社区和街道能打开。这里看得到数和规则。",
  some: (n: number) => `另有 ${n} 条`,
};

const en: Shape<typeof zh> = {
  records: "Records about residents and cases are opened by the community and the street alone. Their number and the rule are shown here.",
  some: (n) => `and ${count(n, "record", "records")} more`,
};

export const closed: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
