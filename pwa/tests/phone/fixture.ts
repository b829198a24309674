/** A phone's data for looking at screens without a store: one tower, its shared places, records kept in memory. */

import { computed, signal, type ReadonlySignal } from "@preact/signals";
import catalogue from "../../src/catalogue.json";
import type {
  Book, Catalogue, DoorView, Draft, Fields, Invitation, Notice, Occupancy, Outbox, PhoneState, Place, PlaceType,
  RecordView, Sealed, StorageView, SyncState, Value,
} from "../../src/store/types";

function place(id: string, type: PlaceType, name: string, parent: string | null, more: Partial<Place> = {}): Place {
  return {
    id, type, name, parent, sort: id, floor: null, door: null, stairwell: null, areaKind: null, cleanedBy: null, sessions: null,
    tags: [], occupancy: null, ...more,
  };
}

function occupancy(more: Partial<Occupancy>): Occupancy {
  return { state: "occupied", people: 3, head: "李**", tags: [], phoneMasked: "138****1234", ...more };
}

function tower(compound: string, label: string, floors: number, doors: number): Place[] {
  const building = `${compound}.${label}`;
  const rows = [place(building, "building", `${label}栋`, compound), place(`${building}.1`, "stairwell", "1", building)];
  for (let floor = 1; floor <= floors; floor++)
    for (let n = 1; n <= doors; n++) {
      const door = `${floor}${String(n).padStart(2, "0")}`;
      const state = door === "1203" ? "vacant" : door === "703" ? "away" : "occupied";
      rows.push(place(`${building}.1.${door}`, "household", door, `${building}.1`, {
        floor, door, stairwell: "1", occupancy: occupancy({ state, tags: door === "904" ? ["watch"] : [] }),
      }));
    }
  for (const [slug, name, kind] of [["lobby", "大厅", "lobby"], ["lift-a", "电梯A", "lift"], ["lift-b", "电梯B", "lift"], ["corridor", "楼道", "corridor"]] as const)
    rows.push(place(`${building}.@${slug}`, "area", name, building, { areaKind: kind }));
  return rows;
}

const COMPOUND = "420103009001.1";
const rows = [
  place(COMPOUND, "compound", "华氏儒商花园", "420103009001"),
  ...tower(COMPOUND, "3", 15, 4), ...tower(COMPOUND, "5", 6, 2),
  place(`${COMPOUND}.@gate`, "area", "大门岗亭", COMPOUND, { areaKind: "gate" }),
  place(`${COMPOUND}.@rubbish`, "area", "垃圾点", COMPOUND, { areaKind: "rubbish" }),
];
const places = new Map(rows.map((p) => [p.id, p]));

export const phone = signal<PhoneState>("ready");
const role = globalThis.localStorage?.getItem("fixture.role") ?? "grid_worker";
const granted = role === "building_lead" ? `${COMPOUND}.3` : COMPOUND;
export const book = signal<Book | null>({
  me: { id: "u1", name: "王桂兰" }, places, complete: true,
  grants: [{ place: { id: granted, name: places.get(granted)?.name ?? "", type: "compound" }, role, validFrom: 0, validTo: Date.parse("2027-03-31") }],
  catalogue: catalogue as unknown as Catalogue,
});

interface Kept {
  readonly id: string;
  readonly draft: Draft;
  readonly at: number;
  readonly fields: Fields;
  readonly voided: boolean;
}
const kept = signal<readonly Kept[]>([]);
export const outbox: ReadonlySignal<Outbox> = computed(() => ({
  count: kept.value.length,
  oldestAt: kept.value[0]?.at ?? null,
  byRound: kept.value.length === 0 ? [] : [{ kind: "screening", unit: `${COMPOUND}.3`, slot: kept.value[0]?.draft.slot ?? null, count: kept.value.length }],
}));
export const lastReceivedAt = signal<number | null>(Date.now() - 3_600_000);
export const clockOffset = signal(0);
export const attention = signal<readonly Notice[]>([{ id: "n", code: "quarantined", at: 0, place: `${COMPOUND}.3.1.502` }]);
export const storage = signal<StorageView>({ persisted: false, freeBytes: 1e9, usedBytes: 2.1e6 });
export const syncState = signal<SyncState>({ is: "offline" });
export const updateReady = signal(false);
export const openForms = signal(0);

export async function start(): Promise<void> {
  await Promise.resolve();
}
export async function startNetwork(): Promise<void> {
  await Promise.resolve();
}
export async function takeUpdate(): Promise<void> {
  await Promise.resolve();
}

function viewOf(one: Kept): DoorView {
  const outcome = one.fields.outcome;
  const attempted = outcome === "no_answer" || outcome === "refused";
  return {
    state: attempted ? "attempted" : "done", code: typeof outcome === "string" ? outcome : "done",
    temperature: typeof one.fields.temperature === "number" ? one.fields.temperature : null, by: "u1", byMe: true, unsent: true,
    conflict: false, recordId: one.id, recordIds: [one.id], observedAt: one.at, fields: one.fields,
  };
}

const cached = new Map<string, ReadonlySignal<ReadonlyMap<string, DoorView>>>();
export function slotsOf(unit: string, kind: string, day: string, session: string): ReadonlySignal<ReadonlyMap<string, DoorView>> {
  const key = [unit, kind, day, session].join("|");
  const found = cached.get(key) ?? computed(() => new Map(
    kept.value
      .filter((k) => !k.voided && k.draft.kind === kind && k.draft.slot === `${day}/${session}` && k.draft.place.startsWith(unit))
      .map((k) => [k.draft.place, viewOf(k)]),
  ));
  cached.set(key, found);
  return found;
}

let counter = 0;
export async function record(draft: Draft): Promise<Sealed> {
  await Promise.resolve();
  const id = `r${(counter += 1)}`;
  kept.value = [...kept.value, { id, draft, at: Date.now(), fields: draft.fields, voided: false }];
  return { opId: id, recordId: id };
}
export async function amend(recordId: string, fields: Fields): Promise<Sealed> {
  await Promise.resolve();
  kept.value = kept.value.map((k) => (k.id === recordId ? { ...k, fields: Object.fromEntries(Object.entries({ ...k.fields, ...fields }).filter(([, v]) => v !== null)) } : k));
  return { opId: recordId, recordId };
}
export async function voidRecord(recordId: string, _why: string): Promise<Sealed> {
  await Promise.resolve();
  kept.value = kept.value.map((k) => (k.id === recordId ? { ...k, voided: true } : k));
  return { opId: recordId, recordId };
}
export async function history(at: string): Promise<readonly RecordView[]> {
  await Promise.resolve();
  return kept.value.filter((k) => k.draft.place === at).map((k) => ({
    id: k.id, kind: k.draft.kind, place: at, slot: k.draft.slot ?? null, by: ["u1"], observedFrom: k.at, observedTo: k.at, unsent: true,
    voided: k.voided, pending: false, conflicts: [], ops: [],
    fields: Object.fromEntries(Object.entries(k.fields).map(([name, value]) => [name, { value, heads: [] }])),
  }));
}

function within(id: string, above: string): boolean {
  for (let at = places.get(id); at; at = at.parent === null ? undefined : places.get(at.parent)) if (at.parent === above) return true;
  return false;
}
export function descendantsOf(above: string, type: PlaceType): readonly Place[] {
  return rows.filter((p) => p.type === type && within(p.id, above));
}
export function childrenOf(above: string): readonly Place[] {
  return rows.filter((p) => p.parent === above);
}
export async function dismiss(id: string): Promise<void> {
  await Promise.resolve();
  attention.value = attention.value.filter((n) => n.id !== id);
}
export async function persist(): Promise<boolean> {
  return Promise.resolve(true);
}
const remembered = new Map<string, Value>();
export async function remember(key: string, value: Value): Promise<void> {
  await Promise.resolve();
  remembered.set(key, value);
}
export async function recall(key: string): Promise<Value | undefined> {
  return Promise.resolve(remembered.get(key));
}
export async function exchangeNow(): Promise<void> {
  await Promise.resolve();
}
export async function enrolLook(_tokenOrCode: string): Promise<Invitation> {
  return Promise.resolve({ inviter: "肖书记", name: "王桂兰", role: "building_lead", until: Date.parse("2027-03-31"), places: [{ id: "x", name: "3栋", households: 60 }], sessions: [{ zh: "早查", en: "Morning" }], download_kb: 120 });
}
export async function enrol(_tokenOrCode: string, name: string): Promise<{ readonly id: string; readonly name: string }> {
  phone.value = "ready";
  return Promise.resolve({ id: "u1", name });
}
export async function signOut(): Promise<boolean> {
  return Promise.resolve(kept.value.length === 0);
}
