/** The options of a choice among things with names. */

import type { Named } from "./types";

export function Options({ of }: { readonly of: readonly Named[] }) {
  return (
    <>
      {of.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </>
  );
}
