/** What the picture of a building's days says in its title. */

import { describe, expect, test } from "vitest";
import { cellLook, type DayCell, type DayRow, findingOf } from "../../src/desk/board/days";

const cell = (state: DayCell["state"], code: string | null = null): DayCell => ({ state, code, record: null });
const row = (name: string, ...cells: DayCell[]): DayRow => ({ id: name, name, above: null, compound: null, cells });

describe("the finding", () => {
  const rows = [
    row("101", cell("done", "normal"), cell("missed")),
    row("102", cell("attempted", "no_answer"), cell("missed")),
    row("103", cell("missed"), cell("not_yet_known")),
    row("104", cell("none"), cell("open")),
    row("105", cell("not_yet_known", "no_answer"), cell("open")),
  ];

  test("a door that was tried and never reached is told from one that nobody went to", () => {
    const { never, untouched } = findingOf(rows);
    expect(never.map((one) => one.name)).toEqual(["102", "105"]);
    expect(untouched.map((one) => one.name)).toEqual(["103"]);
  });

  test("where nothing was owed, nothing is drawn", () => {
    expect(cellLook(cell("none"))).toBeNull();
    expect(cellLook(cell("done", "exception"))).toBe("exception");
  });
});
