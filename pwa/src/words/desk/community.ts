/** Which community a street or district is looking at. */

import type { Shape } from "../shape";

const zh = {
  which: "社区",
  none: (place: string) => `${place}还没有小区进来。社区导入名册后,这里就能看到。`,
};

const en: Shape<typeof zh> = {
  which: "Community",
  none: (place) => `No compound of ${place} is here yet. It shows once a community has brought in its roster.`,
};

export const community: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
