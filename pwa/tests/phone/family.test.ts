import { describe, expect, test } from "vitest";

import { maskedFamily, readWho, writeWho } from "../../src/phone/door/family";

describe("who a record may be about", () => {
  test("names are masked like the list of doors", () => {
    expect(maskedFamily(["李建国", "赵敏"])).toEqual(["李**", "赵**"]);
  });

  test("two of one name can be told apart, and no more is shown than that takes", () => {
    expect(maskedFamily(["李建国", "李小明", "赵敏"])).toEqual(["李*国", "李*明", "赵**"]);
    expect(maskedFamily(["李小明", "李大明"])).toEqual(["李小明", "李大明"]);
  });

  test("a name that stands twice on the list is one person", () => {
    expect(maskedFamily(["李建国", " 李建国 ", ""])).toEqual(["李**"]);
  });

  test("what was typed beside the chips stays when a chip is tapped", () => {
    const said = readWho("李**、表弟", ["李**", "赵**"]);
    expect(said).toEqual({ chosen: ["李**"], typed: "表弟" });
    expect(writeWho(["李**", "赵**"], said.typed)).toBe("李**、赵**、表弟");
  });

  test("with nobody left it says nothing, as before anybody was asked", () => {
    expect(writeWho([], "")).toBeNull();
    expect(readWho("", ["李**"])).toEqual({ chosen: [], typed: "" });
  });
});
