/** Which door of a building a line of chat means: its number first, then a name; two that fit are two. */

import { withoutTemperatures } from "./health";

/** What the parser must know of a door. `head` may be masked (李**). */
export interface KnownDoor {
  readonly id: string;
  readonly door: string;
  readonly head: string | null;
  /** The name of its stairwell, where the building has several. */
  readonly stairwell?: string | null;
  /** False for a door known to be empty: a line about it is asked. */
  readonly isDue?: boolean;
  /** Asked for its temperatures, never taken for normal by a word. */
  readonly isWatched?: boolean;
}

export interface Where {
  readonly doors: readonly KnownDoor[];
  /** The line names one door and nothing speaks against it. */
  readonly isCertain: boolean;
  /** It names another building. */
  readonly isElsewhere: boolean;
  /** By its number, not by a name. */
  readonly isNumbered: boolean;
  /** The line without what was read as a place. */
  readonly rest: string;
}

const MASK = /[*某]/;
/** 3栋, 3号楼, 3#, B座 */
const BUILDING = /([0-9A-Z]+)\s*(?:栋|幢|号楼|座|#)/g;
const STAIRWELL = /([0-9A-Z]+)\s*单元/g;
/** 3-1201, 3-1-1201, 3_1201 */
const DASHED = /([0-9A-Z]+)\s*[-—–_/]\s*(?:([0-9A-Z]+)\s*[-—–_/]\s*)?(\d+[A-Z]?)(?![0-9A-Z])/;
/** Numbers that count something: people, hours, days, floors. */
const COUNTED = /\d+月\d+[日号]?|\d+\s*(?:口|个|名|位|岁|次|天|人|月|日|点|时|分|层|楼)|\d{1,2}[::]\d\d|\+\s*\d+/g;

function key(name: string): string {
  return name.trim().toUpperCase().replace(/(?:号楼|栋|幢|座|单元|室|号|#)$/, "").replace(/^0+(?=.)/, "");
}

interface Named {
  readonly building: string | null;
  readonly stairwell: string | null;
  /** One number before the dash: a building, or a stairwell. */
  readonly before: string | null;
  readonly numbers: ReadonlySet<string>;
  readonly rest: string;
}

function firstOf(text: string, pattern: RegExp): string | null {
  const found = [...text.matchAll(pattern)];
  return found[0]?.[1] === undefined ? null : key(found[0][1]);
}

function namesIn(text: string, known: ReadonlySet<string>): Named {
  const line = withoutTemperatures(text.toUpperCase());
  const building = firstOf(line, BUILDING);
  const stairwell = firstOf(line, STAIRWELL);
  const counted = line.replace(BUILDING, " ").replace(STAIRWELL, " ").replace(COUNTED, " ");
  const [, first, second, door] = DASHED.exec(counted) ?? [];
  const isDash = first !== undefined && door !== undefined && known.has(key(door)) && !known.has(key(first));
  const dashed = isDash ? { building: second === undefined ? building : key(first), stairwell: second === undefined ? stairwell : key(second), before: second === undefined ? key(first) : null } : { building, stairwell, before: null };
  const numbers = new Set((isDash ? counted.replace(DASHED, ` ${door} `) : counted).match(/\d+[A-Z]?/g)?.map(key) ?? []);
  return { ...dashed, numbers, rest: restOf(text, known, isDash) };
}

function restOf(text: string, known: ReadonlySet<string>, isDash: boolean): string {
  const bare = text.replace(new RegExp(BUILDING, "gi"), " ").replace(new RegExp(STAIRWELL, "gi"), " ");
  const undashed = isDash ? bare.replace(new RegExp(DASHED, "i"), " ") : bare;
  // A number with a point behind it may be a temperature: the door's digits end where the word ends.
  return undashed.replace(/\d+[A-Z]?(?:室|号)?(?![.。·点]?\d)/gi, (number) => (known.has(key(number)) ? " " : number)).replace(/\+\s*\d+/g, " ");
}

function byName(text: string, doors: readonly KnownDoor[]): { readonly doors: readonly KnownDoor[]; readonly isWhole: boolean } {
  const whole = doors.filter((d) => d.head !== null && d.head.length > 1 && !MASK.test(d.head) && text.includes(d.head));
  if (whole.length > 0) return { doors: whole, isWhole: true };
  const surname = /^[^\d\s+]/u.exec(text.trim().replace(/^[小老]/, ""))?.[0];
  return { doors: surname ? doors.filter((d) => d.head?.startsWith(surname)) : [], isWhole: false };
}

/** Whether the number before a dash leaves a doubt: it fits this building, or one stairwell of it and no building. */
function fitsBefore(before: string, building: string, doors: readonly KnownDoor[]): readonly KnownDoor[] | null {
  if (before === building) return doors;
  const stairwell = doors.filter((d) => d.stairwell != null && key(d.stairwell) === before);
  return stairwell.length > 0 ? stairwell : null;
}

function unique(doors: readonly KnownDoor[]): readonly KnownDoor[] {
  return [...new Map(doors.map((door) => [door.id, door])).values()];
}

/** Finds the doors of `building` (its bare name: 3) that a plain line may mean. */
export function whereIn(text: string, building: string, doors: readonly KnownDoor[]): Where {
  const own = key(building);
  const known = new Set(doors.map((d) => key(d.door)));
  const named = namesIn(text, known);
  const { rest } = named;
  if (named.building !== null && named.building !== own) return { doors: [], isCertain: false, isElsewhere: true, isNumbered: false, rest };
  const numbered = doors.filter((d) => named.numbers.has(key(d.door)));
  const heads = byName(text, doors);
  if (numbered.length === 0) {
    // 31201 in building 3: the building and the door without a gap between them.
    const joined = doors.filter((d) => named.numbers.has(`${own}${key(d.door)}`));
    if (joined.length > 0) return { doors: joined, isCertain: false, isElsewhere: false, isNumbered: true, rest };
    return { doors: heads.doors, isCertain: heads.isWhole && heads.doors.length === 1, isElsewhere: false, isNumbered: false, rest };
  }
  const inStairwell = named.stairwell === null ? numbered : numbered.filter((d) => d.stairwell != null && key(d.stairwell) === named.stairwell);
  const before = named.before === null ? inStairwell : fitsBefore(named.before, own, inStairwell);
  if (before === null) return { doors: numbered, isCertain: false, isElsewhere: true, isNumbered: true, rest };
  const fits = before.length > 0 ? before : numbered;
  const doubted = before.length === 0 || (named.before !== null && named.before !== own);
  const contradicted = heads.isWhole && fits.length === 1 && !heads.doors.some((d) => d.id === fits[0]?.id);
  const all = contradicted ? unique([...fits, ...heads.doors]) : fits;
  return { doors: all, isCertain: all.length === 1 && !doubted, isElsewhere: false, isNumbered: true, rest };
}
