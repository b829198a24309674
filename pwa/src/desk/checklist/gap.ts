/** Where a gap leads: to the round, door, day or person that is missing, as far as the reader may go. */

import type { CriterionDetail } from "../types";

export type Gap = CriterionDetail["missing"][number];

/** What the reader may do, and where the checklist is. */
export interface Reader {
  readonly may: readonly string[];
  readonly compound: string;
  /** The community of the compound: what a street chooses before it sees a board. */
  readonly community: string | null;
}

/** A page of the desk with what stands in its address. */
export interface Target {
  readonly page: string;
  readonly params: Readonly<Record<string, string | null>>;
}

/** What is done at the desk, and the page (and permission) for it. */
const AT_THE_DESK: Readonly<Record<string, { readonly page: string; readonly needs: string }>> = {
  spot_sample: { page: "spot", needs: "spot" }, assignment: { page: "people", needs: "people" },
  grid_lead: { page: "people", needs: "people" }, team: { page: "people", needs: "people" },
  supply_channel: { page: "people", needs: "people" }, special_care: { page: "people", needs: "people" },
  case_event: { page: "cases", needs: "cases" },
};

/** The page of the desk where what is lacking can be done; null where it takes a phone, or somebody else. */
export function doneAt(kinds: readonly string[], may: readonly string[]): string | null {
  const found = kinds.flatMap((kind) => AT_THE_DESK[kind] ?? []).find(({ needs }) => may.includes(needs));
  return found?.page ?? null;
}

const WHOLE_DAY = "*";
const OF_A_CASE: ReadonlySet<string> = new Set(["unreleased", "days_not_full", "pending", "conflict"]);
const OF_A_POST: ReadonlySet<string> = new Set(["no_lead", "no_deputy"]);
const OF_A_GATE: ReadonlySet<string> = new Set(["unstaffed", "not_worked"]);

/** The page that shows what is missing; null where the reader may open none. */
export function targetOf(gap: Gap, kinds: readonly string[], reader: Reader): Target | null {
  const { may, compound, community } = reader;
  const found = special(gap, kinds, reader) ?? (may.includes("board") ? onTheBoard(gap) : null) ?? records(gap, kinds);
  return found && { page: found.page, params: { compound, community, ...found.params } };
}

function special(gap: Gap, kinds: readonly string[], { may }: Reader): Target | null {
  const { case: person } = gap.said;
  if (OF_A_CASE.has(gap.state) && typeof person === "string")
    return may.includes("cases") ? { page: "cases", params: { person } } : { page: "zero", params: {} };
  if (OF_A_POST.has(gap.state) && may.includes("people")) return { page: "people", params: { at: gap.place.id } };
  const shift = OF_A_GATE.has(gap.state) || (kinds.includes("duty_shift") && gap.place.type === "compound");
  return shift && gap.day ? { page: "gates", params: { day: gap.day } } : null;
}

/** The door in its building, the round of an area or a building among the rounds. */
function onTheBoard({ place, day, session }: Gap): Target | null {
  const one = session && session !== WHOLE_DAY ? session : null;
  if (place.type === "household" && place.building)
    return { page: "building", params: { building: place.building, door: place.id, day: day || null, session: one } };
  if (place.type === "area" && day) {
    if (one) return { page: "missed", params: { at: place.id, day, session: one } };
    return { page: "areas", params: { at: place.id, day } };
  }
  return null;
}

/** What was recorded there of the kinds that the criterion is judged by: where nothing is missing, nothing is. */
function records(gap: Gap, kinds: readonly string[]): Target | null {
  return kinds.length ? { page: "records", params: { at: gap.place.id, kind: kinds.join(","), day: gap.day || null } } : null;
}
