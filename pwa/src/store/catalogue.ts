/** The catalogue that came with this build; the server's newer one replaces it as soon as it was heard. */

import type { Catalogue } from "../sync/kinds";

const NOTHING: Catalogue = {
  etag: "",
  kinds: {},
  policy: { id: "", version: 0, sessions: [], values: {} },
  labels: {},
};

// Written before each build; a glob, because a test run without a build has none.
const bundled = Object.values(import.meta.glob<Catalogue>("../catalogue.json", { eager: true, import: "default" }));

export const bundledCatalogue: Catalogue = bundled[0] ?? NOTHING;
