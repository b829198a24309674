/** D4: a verdict opened. */

import type { Shape } from "../shape";

const zh = {
  reasons: "为什么",
};

const en: Shape<typeof zh> = {
  reasons: "Why",
};

export const checklist: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
