/** Reads a group's 接龙 text offline: which door, and what it says of it; nothing is guessed silently. */

import { healthIn, plain, type Health } from "./health";
import { whereIn, type KnownDoor, type Where } from "./where";

export type { KnownDoor } from "./where";

/** Why a line is left to the person. */
type Doubt =
  | "no_door" | "many" | "elsewhere" | "maybe" | "twice" | "empty_door" | "watched" | "silent" | "unclear" | "unnumbered";

export interface Line extends Health {
  readonly text: string;
  /** Set when exactly one door is meant. */
  readonly place: string | null;
  /** Doors that might be meant, when none is certain. */
  readonly candidates: readonly string[];
  /** null: nothing is in doubt. */
  readonly doubt: Doubt | null;
}

export interface Reading {
  readonly sure: readonly Line[];
  readonly unsure: readonly Line[];
  readonly unmentioned: readonly string[];
}

/** "1. ", "1、", "1)": but a line that begins with 36.5 has no number. */
const NUMBERING = /^\s*(?!(?:3[4-9]|4[0-2])[.。]\d(?!\d))(\d{1,3})\s*[.、):]\s*/;
const EXAMPLE = /^\s*(?:例|示例|格式|#)/;

interface Entry {
  text: string;
  readonly isNumbered: boolean;
}

export interface Known {
  /** The building's bare name: 3 */
  readonly building: string;
  readonly doors: readonly KnownDoor[];
}

/** Whether a number at the head of a line is the door and not the line's place in the list: 301: 36.5 */
function isDoor(number: string, before: number, rest: string, { building, doors }: Known): boolean {
  return Number(number) !== before + 1 && doors.some((d) => d.door === number) && !whereIn(rest, building, doors).isNumbered;
}

/** The list's entries; a line without a number goes on with the one before, unless it names a door of its own. */
function entriesIn(text: string, known: Known): readonly Entry[] {
  const entries: Entry[] = [];
  let before = 0;
  for (const raw of text.split(/\r?\n/)) {
    const line = plain(raw);
    if (line.trim() === "") continue;
    const number = NUMBERING.exec(line)?.[1];
    const rest = line.replace(NUMBERING, "");
    if (number !== undefined && !isDoor(number, before, rest, known)) {
      before = Number(number);
      entries.push({ text: rest.trim(), isNumbered: true });
      continue;
    }
    const last = entries[entries.length - 1];
    if (last?.text === "") last.text = line.trim();
    else if (whereIn(line, known.building, known.doors).isNumbered) {
      if (!EXAMPLE.test(line)) entries.push({ text: line.trim(), isNumbered: false });
    } else if (last) last.text += ` ${line.trim()}`;
  }
  return entries.filter((entry) => entry.text !== "");
}

function doubtOf(where: Where, health: Health, isNumbered: boolean): Doubt | null {
  const [door] = where.doors;
  if (where.isElsewhere) return "elsewhere";
  if (!door) return "no_door";
  if (where.doors.length > 1) return "many";
  if (!where.isCertain) return "maybe";
  if (door.isDue === false) return "empty_door";
  if (!isNumbered) return "unnumbered";
  if (health.says === "silent" || health.says === "unclear") return health.says;
  return door.isWatched && health.says === "well" && health.temperature === null ? "watched" : null;
}

const ABOUT_HEALTH: ReadonlySet<Doubt | null> = new Set([null, "silent", "unclear", "watched"]);

function readEntry({ text, isNumbered }: Entry, { building, doors }: Known): Line {
  const where = whereIn(text, building, doors);
  const health = healthIn(where.rest);
  const doubt = doubtOf(where, health, isNumbered);
  const place = ABOUT_HEALTH.has(doubt) ? (where.doors[0]?.id ?? null) : null;
  return { text, place, candidates: place === null ? where.doors.slice(0, 6).map((d) => d.id) : [], doubt, ...health };
}

function meaning({ place, temperature, symptoms, says }: Line): string {
  return [place, temperature, symptoms.join(), says].join(" ");
}

/** One line a door: the same said twice is said once, and what differs is asked. */
function withoutRepeats(lines: readonly Line[]): readonly Line[] {
  const byDoor = new Map<string, Set<string>>();
  for (const line of lines) if (line.place !== null) byDoor.set(line.place, (byDoor.get(line.place) ?? new Set()).add(meaning(line)));
  const seen = new Set<string>();
  return lines.flatMap((line) => {
    if (line.place === null) return [line];
    if (seen.has(meaning(line))) return [];
    seen.add(meaning(line));
    const differs = (byDoor.get(line.place)?.size ?? 0) > 1;
    return differs ? [{ ...line, place: null, candidates: [line.place], doubt: "twice" as const }] : [line];
  });
}

/** Reads the pasted text against the doors of one building. */
export function readJielong(text: string, known: Known): Reading {
  const lines = withoutRepeats(entriesIn(text, known).map((entry) => readEntry(entry, known)));
  const sure = lines.filter((line) => line.doubt === null);
  const named = new Set(sure.map((line) => line.place));
  return {
    sure, unsure: lines.filter((line) => line.doubt !== null),
    unmentioned: known.doors.filter((d) => d.isDue !== false && !named.has(d.id)).map((d) => d.id),
  };
}
