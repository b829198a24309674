/** What `GET /people` answers. */

import type { Named } from "../types";

export interface DutyPlace extends Named {
  readonly type: string;
  readonly compound: Named | null;
}

export interface Duty {
  readonly record: string;
  readonly kind: string;
  readonly place: DutyPlace;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Access {
  readonly grant: string;
  readonly user: Named;
  readonly role: string;
}

export interface Post {
  readonly place: DutyPlace;
  readonly households: number;
  readonly assignment: Duty | null;
  readonly access: readonly Access[];
}

export interface PeopleData {
  readonly today: string;
  readonly posts: readonly Post[];
  readonly grids: readonly { readonly name: string; readonly buildings: readonly string[] }[];
  readonly grid_leads: readonly Duty[];
  readonly teams: readonly Duty[];
  readonly shifts: readonly Duty[];
  readonly channels: readonly Duty[];
  readonly care: readonly Duty[];
  readonly gates: readonly (DutyPlace & { readonly open: boolean })[];
}

/** A place by its name, with its compound where there are several. */
export function placeName(place: DutyPlace): string {
  return place.compound && place.compound.id !== place.id ? `${place.compound.name} ${place.name}` : place.name;
}
