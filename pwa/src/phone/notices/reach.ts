/** Where an announcement has been passed on, and by which ways. */

import type { Stated } from "../../store/records";

/** The notices that pass an announcement on, by stairwell: those that name it, and those of its title. */
export function reachOf(notices: readonly Stated[], announcement: Stated): ReadonlyMap<string, readonly Stated[]> {
  const found = new Map<string, Stated[]>();
  for (const one of notices) {
    const named = one.fields.announcement;
    const same = typeof named === "string" ? named === announcement.id : one.fields.title === announcement.fields.title;
    if (same && typeof one.fields.removed_on !== "string") found.set(one.place, [...(found.get(one.place) ?? []), one]);
  }
  return found;
}

/** Announcements that still hold on a day, the newest first. */
export function currentOn(announcements: readonly Stated[], day: string): readonly Stated[] {
  const holds = ({ fields }: Stated) => typeof fields.valid_until !== "string" || fields.valid_until >= day;
  return announcements.filter(holds).reverse();
}
