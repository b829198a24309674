/** Changing one record from what is seen of it now; what was done says how it is undone. */

import { get, post, Problem } from "../api";
import type { RecordPage } from "../types";

export type Undo = (() => Promise<unknown>) | null;

interface Amended {
  readonly before: Readonly<Record<string, unknown>>;
  readonly voided: boolean;
}

/** Changes a record; the undo says again what stood before. */
export async function amend(record: string, fields: Readonly<Record<string, unknown>>, why = ""): Promise<Undo> {
  // What is asked for first is a part of the change: where it fails, the change has failed.
  const { record: seen } = await get<RecordPage>(`/records/${encodeURIComponent(record)}`).catch((problem: Problem) => {
    throw problem.status === 0 ? new Problem(0, "unsent", "") : problem;
  });
  const { before, voided } = await post<Amended>("/matters/amend", { record, heads: seen.heads, fields, why });
  const back = "_void" in fields ? { ...before, _void: voided } : before;
  return () => amend(record, back);
}
