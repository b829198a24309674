/** What `GET /cases` tells of a person. */

import type { Named } from "../types";

export interface Happened {
  readonly record: string;
  readonly event: string;
  readonly category: string;
  readonly on: string;
  readonly by: string;
  readonly basis: string | null;
  readonly escort: string | null;
  readonly location: string | null;
}

export interface Concern {
  readonly id: string;
  readonly who: string;
  readonly compound: Named;
  readonly place: Named;
  readonly category: string;
  readonly since: string | null;
  readonly day_number: number | null;
  /** null: until somebody excludes them. */
  readonly days: number | null;
  readonly location: string | null;
  readonly state: string;
  readonly conflict: boolean;
  readonly events: readonly Happened[];
}
