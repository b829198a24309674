/** The tree of places from stated parents. */

import { describe, expect, it } from "vitest";
import { type Node, Tree } from "../src/sync/places";

const COMPOUND = "420103009001.1";
const BUILDING = `${COMPOUND}.3`;
const DOOR = `${BUILDING}.1.1302`;

function treeOf(...rows: readonly (readonly [id: string, type: string, parent: string | null])[]): Tree {
  const tree = new Tree<Node>();
  for (const [id, type, parent] of rows) tree.add({ id, type, parent });
  return tree;
}

describe("the tree of places", () => {
  const tree = treeOf(
    [DOOR, "household", `${BUILDING}.1`], // children may be stated first
    [`${BUILDING}.1`, "stairwell", BUILDING],
    [BUILDING, "building", COMPOUND],
    [COMPOUND, "compound", "420103009001"],
    ["420103009001", "community", null],
    ["420115088201.1", "compound", "420115088201"],
    ["420115088201", "village", null],
  );

  it("holds a place within itself and all above it", () => {
    expect([...tree.ancestors(DOOR)].map(({ type }) => type)).toEqual(["household", "stairwell", "building", "compound", "community"]);
    expect([tree.isWithin(DOOR, DOOR), tree.isWithin(DOOR, "420103009001")]).toEqual([true, true]);
    expect([tree.isWithin(BUILDING, DOOR), tree.isWithin("nowhere", COMPOUND)]).toEqual([false, false]);
  });

  it("lets a village answer for a community", () => {
    expect(tree.unitOf("420115088201.1", "community")).toBe("420115088201");
    expect(tree.unitOf(DOOR, "community")).toBe("420103009001");
    expect(tree.unitOf(COMPOUND, "building")).toBeNull();
  });

  it("ends where a line of parents breaks, and goes on once it is whole", () => {
    const broken = treeOf(["b", "building", "c"]);
    expect(broken.unitOf("b", "compound")).toBeNull();
    broken.add({ id: "c", type: "compound", parent: null });
    expect(broken.unitOf("b", "compound")).toBe("c");
  });

  it("does not hang on two places that were moved under each other", () => {
    const ring = treeOf(["a", "building", "b"], ["b", "building", "a"]);
    expect([...ring.ancestors("a")].map(({ id }) => id)).toEqual(["a", "b"]);
  });
});
