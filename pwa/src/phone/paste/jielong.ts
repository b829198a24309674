/** Reads a group's 接龙 text offline: door number first, then name; nothing is guessed silently. */

/** What the parser must know of a door. `head` may be masked (李**). */
export interface KnownDoor {
  readonly id: string;
  readonly door: string;
  readonly head: string | null;
}

export interface Line {
  readonly text: string;
  /** Set when exactly one door fits. */
  readonly place: string | null;
  /** Doors that might be meant, when none is certain. */
  readonly candidates: readonly string[];
  readonly temperature: number | null;
  readonly symptoms: readonly string[];
}

export interface Reading {
  readonly sure: readonly Line[];
  readonly unsure: readonly Line[];
  readonly unmentioned: readonly string[];
}

const SYMPTOM_WORDS: readonly (readonly [string, RegExp])[] = [
  ["fever", /发热|发烧|高烧|低烧/],
  ["cough", /咳/],
  ["fatigue", /乏力|没力气|没劲/],
  ["returned", /外出|返汉|刚回/],
  ["contact", /密接/],
];
/** 无发热, 没有咳嗽, 不发烧, 未外出: the words up to the next pause deny what follows. */
const DENIAL = /(?:无|没有|没|不|未)[^,,。;;、\s]*/g;
/** "1. ", "1、", "1)": but a line that begins with 36.5 has no number. */
const NUMBERING = /^\s*(?!(?:3[4-9]|4[0-2])\.\d(?!\d))\d{1,3}\s*[.、.))::]\s*/;
const TEMPERATURE = /(3[4-9]|4[0-2])(?:[.。.·]|点)(\d)(?!\d)/;
const MASK = /[*＊某]/;

/** Tenths of a degree, or null. */
export function temperatureIn(text: string): number | null {
  const found = TEMPERATURE.exec(text);
  if (found) return Number(found[1]) * 10 + Number(found[2]);
  const whole = /(3[4-9]|4[0-2])(?:度|℃)/.exec(text);
  return whole ? Number(whole[1]) * 10 : null;
}

/** Symptom ids the text says, leaving out what it denies. */
export function symptomsIn(text: string): readonly string[] {
  const said = text.replace(DENIAL, (run) => (/没力气|没劲/.test(run) ? run : ""));
  return SYMPTOM_WORDS.filter(([, word]) => word.test(said)).map(([id]) => id);
}

/** Doors whose number stands in the text as a number of its own. */
function doorsIn(text: string, doors: readonly KnownDoor[]): readonly KnownDoor[] {
  const bare = text.replace(TEMPERATURE, " ");
  const numbers = new Set(bare.toUpperCase().match(/\d+[A-Z]?/g) ?? []);
  return doors.filter((d) => numbers.has(d.door.toUpperCase()));
}

function doorsByName(text: string, doors: readonly KnownDoor[]): readonly KnownDoor[] {
  const whole = doors.filter((d) => d.head !== null && d.head.length > 1 && !MASK.test(d.head) && text.includes(d.head));
  if (whole.length > 0) return whole;
  const surname = /^[^\d\s]/u.exec(text.replace(/^[小老]/, ""))?.[0];
  return surname ? doors.filter((d) => d.head?.startsWith(surname)) : [];
}

function readLine(text: string, doors: readonly KnownDoor[]): Line {
  const numbered = doorsIn(text, doors);
  const named = numbered.length > 0 ? [] : doorsByName(text, doors);
  const fits = numbered.length > 0 ? numbered : named;
  const certain = fits.length === 1 && (numbered.length === 1 || !MASK.test(fits[0]?.head ?? "*"));
  return {
    text,
    place: certain ? (fits[0]?.id ?? null) : null,
    candidates: certain ? [] : fits.slice(0, 6).map((d) => d.id),
    temperature: temperatureIn(text),
    symptoms: symptomsIn(text),
  };
}

/** Reads the pasted text against the doors of one building; a door named twice stays with its first line. */
export function readJielong(text: string, doors: readonly KnownDoor[]): Reading {
  const sure: Line[] = [];
  const unsure: Line[] = [];
  const named = new Set<string>();
  for (const raw of text.split(/\r?\n/)) {
    if (!NUMBERING.test(raw)) continue;
    const said = raw.replace(NUMBERING, "").trim();
    if (said === "") continue;
    const line = readLine(said, doors);
    if (line.place !== null && !named.has(line.place)) {
      named.add(line.place);
      sure.push(line);
    } else {
      unsure.push(line.place === null ? line : { ...line, place: null, candidates: [line.place] });
    }
  }
  return { sure, unsure, unmentioned: doors.filter((d) => !named.has(d.id)).map((d) => d.id) };
}
