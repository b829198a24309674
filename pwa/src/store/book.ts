/** Places and who lives there, as the phone's own feeds tell them. */

import { own } from "../sync/fields";
import type { FoldedRecord } from "../sync/merge";
import type { Value } from "../sync/ops";
import { type Occupancy, type Place, type PlaceType, Tree } from "../sync/places";

/** The provisional value of one field of a record. */
export function shown(record: FoldedRecord, name: string): Value {
  return own(record.fields, name)?.value ?? null;
}

function text(record: FoldedRecord, name: string): string | null {
  const value = shown(record, name);
  return typeof value === "string" ? value : null;
}

function whole(record: FoldedRecord, name: string): number | null {
  const value = shown(record, name);
  return typeof value === "number" ? value : null;
}

function words(record: FoldedRecord, name: string): readonly string[] | null {
  const value = shown(record, name);
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : null;
}

function occupancyFrom(record: FoldedRecord | undefined): Occupancy | null {
  if (!record || record.voided || record.pending) return null;
  return {
    state: (text(record, "state") ?? "unknown") as Occupancy["state"],
    people: whole(record, "people"),
    head: text(record, "head"),
    tags: words(record, "tags") ?? [],
    phoneMasked: text(record, "phone_masked"),
  };
}

function placeFrom(record: FoldedRecord, occupancy: FoldedRecord | undefined): Place {
  return {
    id: record.place,
    type: (text(record, "type") ?? "area") as PlaceType,
    name: text(record, "name") ?? record.place,
    parent: text(record, "parent"),
    sort: whole(record, "sort") ?? text(record, "sort") ?? 0,
    floor: whole(record, "floor"),
    door: text(record, "door"),
    stairwell: text(record, "stairwell"),
    areaKind: text(record, "area_kind"),
    cleanedBy: text(record, "cleaned_by"),
    sessions: words(record, "sessions"),
    tags: words(record, "tags") ?? [],
    occupancy: occupancyFrom(occupancy),
  };
}

/** The tree with its children in reading order. */
export class PlaceBook {
  readonly places = new Map<string, Place>();
  private readonly tree = new Tree<Place>();
  private readonly below = new Map<string, Place[]>();

  /** From the records of the kinds `place` and `occupancy`; places taken back are left out. */
  constructor(places: Iterable<FoldedRecord>, occupancies: Iterable<FoldedRecord>) {
    const lives = new Map([...occupancies].map((record) => [record.place, record]));
    for (const record of places) {
      if (record.voided || record.pending) continue;
      const place = placeFrom(record, lives.get(record.place));
      this.places.set(place.id, place);
      this.tree.add(place);
    }
    for (const place of this.places.values()) {
      const key = place.parent ?? "";
      this.below.set(key, [...(this.below.get(key) ?? []), place]);
    }
    this.below.forEach((children) => children.sort(inReadingOrder));
  }

  childrenOf(id: string): readonly Place[] {
    return this.below.get(id) ?? [];
  }

  descendantsOf(id: string, type: PlaceType): readonly Place[] {
    const found: Place[] = [];
    const seen = new Set<string>();
    const visit = (at: string): void => {
      if (seen.has(at)) return;
      seen.add(at);
      for (const child of this.childrenOf(at)) {
        if (child.type === type) found.push(child);
        visit(child.id);
      }
    };
    visit(id);
    return found;
  }

  isWithin(id: string, above: string): boolean {
    return this.tree.isWithin(id, above);
  }

  /** The building, or the compound for what lies outside buildings. */
  unitOf(id: string): string | null {
    return this.tree.unitOf(id, "building") ?? this.tree.unitOf(id, "compound");
  }
}

function inReadingOrder(a: Place, b: Place): number {
  if (typeof a.sort === "number" && typeof b.sort === "number" && a.sort !== b.sort) return a.sort - b.sort;
  return a.id.localeCompare(b.id, "en", { numeric: true });
}
