/** Copying a sentence or an address. */

import type { Shape } from "../shape";

const zh = {
  copied: "复制好了。",
  byHand: "浏览器不让复制,请选中下面的字自己复制:",
};

const en: Shape<typeof zh> = {
  copied: "Copied.",
  byHand: "This browser does not let us copy. Select the text below and copy it yourself:",
};

export const copy: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
