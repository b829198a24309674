/** What a card says: the address behind its QR, an id, or the short code printed below it. */

import type { Place } from "../../store/types";

const AT = /#\/at\/([^/?#\s]+)\s*$/;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The id or the short code in what was scanned or typed, its signs made plain. */
function codeIn(text: string): string {
  const at = AT.exec(text)?.[1];
  return at === undefined ? text.normalize("NFKC").trim().replace(/[。,、\s]+/g, ".").replace(/[-—–/]+/g, ".") : decoded(at);
}

/** Whether the parts stand in an id in this order, the last one at its end: 3.1302 means 3.1.1302. */
function fits(id: string, parts: readonly string[]): boolean {
  const of = id.split(".");
  const [last, before] = [of[of.length - 1] ?? "", of.slice(0, -1)];
  let next = 0;
  for (const part of before) if (part === parts[next] && next < parts.length - 1) next += 1;
  return next === parts.length - 1 && [last, last.replace("@", "")].includes(parts[next] ?? "");
}

/** The held place that a code means; null for none, and for several: nothing is guessed. */
export function placeOf(text: string, places: ReadonlyMap<string, Place>): Place | null {
  const code = codeIn(text);
  if (code === "") return null;
  const whole = places.get(code) ?? places.get(text.trim());
  if (whole) return whole;
  const all = [...places.values()];
  const close = all.filter(({ id }) => [code, text.trim()].some((one) => id.endsWith(`.${one}`) || id.endsWith(`.@${one}`)));
  const found = close.length > 0 ? close : all.filter(({ id }) => fits(id, code.split(".")));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Whether a text looks like a card of this app at all. */
export function isCard(text: string): boolean {
  return AT.test(text) || /^\d{12}\./.test(text.trim());
}

/** Where a place is worked on: its building, its round, its gate. */
export function screenOf(place: Place, places: ReadonlyMap<string, Place>): readonly string[] {
  const up = (type: Place["type"]): string | undefined => {
    let at: Place | undefined = place;
    while (at && at.type !== type) at = at.parent === null ? undefined : places.get(at.parent);
    return at?.id;
  };
  if (place.type === "gate") return ["gate", place.id];
  if (place.type === "area") return ["disinfection", up("compound") ?? ""];
  return place.type === "compound" ? ["today"] : ["building", up("building") ?? ""];
}
