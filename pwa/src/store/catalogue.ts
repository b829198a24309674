/** The catalogue before the first exchange: none. The server's arrives right after enrolment and stays on the phone. */

import type { Catalogue } from "../sync/kinds";

// Not bundled: a phone enrols online anyway, and the rules of all kinds would weigh a tenth of the shell.
export const NO_CATALOGUE: Catalogue = {
  etag: "",
  kinds: {},
  policy: { id: "", version: 0, sessions: [], values: {} },
  labels: {},
};
