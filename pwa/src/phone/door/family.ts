/** Who a record may be about, as chips: masked like the list of doors, told apart only as far as needed. */

const BETWEEN = "、";

/** The ways to write a name, the most discreet first. */
function forms(name: string): readonly string[] {
  const signs = [...name];
  return [`${signs[0] ?? ""}**`, `${signs[0] ?? ""}*${signs[signs.length - 1] ?? ""}`, name];
}

/** "李**" for each of a family; those that would look alike show a sign more, or the whole name. */
export function maskedFamily(names: readonly string[]): readonly string[] {
  const all = [...new Set(names.map((name) => name.trim()).filter(Boolean))];
  return all.map((name) => forms(name).find((form, i) => all.filter((other) => forms(other)[i] === form).length === 1) ?? name);
}

/** What "who" says, apart: the chips that are chosen, and what was typed beside them. */
export function readWho(who: string, chips: readonly string[]): { readonly chosen: readonly string[]; readonly typed: string } {
  const parts = who.split(BETWEEN).filter(Boolean);
  return { chosen: chips.filter((chip) => parts.includes(chip)), typed: parts.filter((part) => !chips.includes(part)).join(BETWEEN) };
}

/** The chips and the typed words as one text, null where there is neither. */
export function writeWho(chosen: readonly string[], typed: string): string | null {
  return [...chosen, typed].filter(Boolean).join(BETWEEN) || null;
}
