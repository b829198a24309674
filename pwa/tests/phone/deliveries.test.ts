import { describe, expect, test } from "vitest";

import { batchBefore, orderOf, outcomesOf, remaining, servedOf } from "../../src/phone/deliveries/order";
import { halvesOf } from "../../src/phone/followup/halves";
import { dayNumber, mistypedOf, peopleOf, readingsOf } from "../../src/phone/followup/people";
import { needsOpen } from "../../src/phone/followup/wanted";
import { currentOn, reachOf } from "../../src/phone/notices/reach";
import type { Stated } from "../../src/store/records";
import type { DoorView, Fields, Place } from "../../src/store/types";

function door(id: string, ...tags: string[]): Place {
  return {
    id, type: "household", name: id, parent: null, sort: 0, floor: null, door: id, stairwell: "1", areaKind: null, cleanedBy: null, sessions: null,
    tags: [], occupancy: { state: "occupied", people: 1, head: null, tags, phoneMasked: null },
  };
}

let made = 0;
function stated(place: string, fields: Fields, at = (made += 1), slot: string | null = null): Stated {
  return { id: `r${(made += 1)}`, kind: "k", place, slot, fields, by: [], byMe: true, at, unsent: false, conflict: false };
}

const RULE = ["medical", "hardship", "alone", "isolated", "passed_over"];
const buildingOf = (place: Place) => place.id[0] ?? "";

describe("the order of a batch", () => {
  const doors = [door("101"), door("102", "alone"), door("201", "watch"), door("202", "hardship", "medical"), door("203", "hardship")];

  test("is that of its rule, with the reason in a word, and the houses' order within", () => {
    expect(orderOf(doors, RULE, null).map((row) => [row.household.id, row.reason])).toEqual([
      ["202", "medical"], ["203", "hardship"], ["102", "alone"], ["201", "isolated"], ["101", "rest"],
    ]);
  });

  test("is the batch's own: another rule gives another order", () => {
    expect(orderOf(doors, ["alone"], null)[0]?.household.id).toBe("102");
  });

  test("lets those passed over last time come next, the house that got least first", () => {
    const plain = ["101", "102", "201", "202", "301"].map((id) => door(id));
    const last = { served: new Set(["101", "301"]), buildingOf };
    expect(orderOf(plain, RULE, last).map((row) => row.household.id)).toEqual(["201", "202", "102", "101", "301"]);
  });

  test("gives seventy cabbages for 368 households to whom they are due", () => {
    const many = Array.from({ length: 368 }, (_, i) => door(`${i}`, ...(i % 30 === 0 ? ["medical"] : i % 20 === 0 ? ["hardship"] : [])));
    const first = orderOf(many, RULE, { served: new Set(many.slice(0, 200).map((d) => d.id)), buildingOf: () => "1" }).slice(0, 70);
    expect(first.filter((row) => row.reason === "medical")).toHaveLength(13);
    expect(first.some((row) => row.reason === "rest")).toBe(false);
  });
});

describe("what was given", () => {
  test("counts a household once, from however many phones", () => {
    const given = [stated("101", { outcome: "no_answer", batch: "b" }), stated("101", { outcome: "delivered", batch: "b" }), stated("101", { outcome: "delivered", batch: "b" }), stated("102", { outcome: "not_wanted", batch: "b" }), stated("103", { outcome: "delivered", batch: "other" })];
    const outcomes = outcomesOf(given, "b");
    expect([outcomes.size, remaining(70, outcomes)]).toEqual([2, 69]);
    expect(servedOf(outcomes)).toEqual(new Set(["101", "102"]));
  });

  test("is compared with the batch before it in the same compound", () => {
    const [old, other, now] = [stated("c", { arrived_on: "2020-03-04" }), stated("d", { arrived_on: "2020-03-05" }), stated("c", { arrived_on: "2020-03-06" })];
    expect(batchBefore([now, other, old], now)).toBe(old);
    expect(batchBefore([now, other, old], old)).toBeNull();
  });
});

describe("a person under observation", () => {
  const opened = { person: "c8", category: "close_contact", event: "opened", happened_on: "2020-03-01", location: "home", observe_days: 14 };

  const daysOf = (category: string) => (category === "close_contact" ? 14 : null);

  test("is on the tenth day on 10 March and may be released from the fifteenth on", () => {
    const [person] = peopleOf([stated("h", opened)], daysOf);
    expect(person && [dayNumber(person, "2020-03-10"), person.releaseFrom, person.place]).toEqual([10, "2020-03-15", "h"]);
  });

  test("is gone when released or taken elsewhere, and starts anew when converted", () => {
    expect(peopleOf([stated("h", opened), stated("h", { ...opened, event: "released", happened_on: "2020-03-15" })], daysOf)).toEqual([]);
    expect(peopleOf([stated("h", opened), stated("h", { ...opened, event: "transferred", location: "central", happened_on: "2020-03-02" })], daysOf)).toEqual([]);
    const [person] = peopleOf([stated("h", opened), stated("h", { ...opened, event: "converted", converted_to: "suspected", happened_on: "2020-03-04" })], daysOf);
    expect([person?.category, person?.openedOn, person?.days, person?.releaseFrom]).toEqual(["suspected", "2020-03-04", null, null]);
  });

  test("has the readings that are theirs, the highest of each session", () => {
    const screened = [
      stated("h", { temperature: 365 }, 1, "2020-03-09/am"), stated("h", { readings: [{ tenths: 364 }, { tenths: 371 }] }, 2, "2020-03-09/pm"),
      stated("h", { temperature: 390, who: "孩子" }, 3, "2020-03-09/pm"), stated("h", { outcome: "normal" }, 4, "2020-03-10/am"),
    ];
    expect(readingsOf(screened, "张**", "2020-03-01").map((one) => one.tenths)).toEqual([365, 371]);
  });
});

describe("a reading typed twice", () => {
  const mine = stated("h", { temperature: 386, who: "张**" }, 1000, "2020-03-09/pm");

  test("within minutes mends the slip, later or of somebody else it is another reading", () => {
    expect(mistypedOf([mine], "2020-03-09/pm", "张**", 61_000)).toBe(mine);
    expect(mistypedOf([mine], "2020-03-09/pm", "张**", 7 * 60_000)).toBeUndefined();
    expect(mistypedOf([mine], "2020-03-09/pm", "李**", 61_000)).toBeUndefined();
    expect(mistypedOf([{ ...mine, byMe: false }], "2020-03-09/pm", "张**", 61_000)).toBeUndefined();
  });
});

describe("fourteen days of readings", () => {
  const today = "2020-03-14";
  const morning = (session: string) => session === "am";
  const reading = (day: string, session: string, tenths: number) => ({ day, session, tenths });

  test("show for each half day whether this phone has a reading", () => {
    const halves = halvesOf([reading("2020-03-13", "pm", 365), reading("2020-03-14", "am", 371)], ["am", "pm"], "2020-03-12", today, morning);
    expect(halves).toHaveLength(28);
    expect(halves.slice(-4).map((half) => half.tenths)).toEqual([null, 365, 371, null]);
  });

  test("ask for none on the day it began, and none of a round that has not begun", () => {
    const owed = halvesOf([], ["am", "pm"], "2020-03-12", today, morning).filter((half) => half.isOwed);
    expect(owed.map((half) => `${half.day}/${half.session}`)).toEqual(["2020-03-13/am", "2020-03-13/pm", "2020-03-14/am"]);
    const atMidnight = halvesOf([], ["am", "pm"], "2020-03-12", today, () => false).filter((half) => half.isOwed);
    expect(atMidnight.map((half) => half.day)).toEqual(["2020-03-13", "2020-03-13"]);
  });
});

describe("needs and notices", () => {
  const view = (needs: string[]) => ({ fields: { needs }, observedAt: 5 }) as unknown as DoorView;

  test("what was said at the door waits until it has a record of its own, urgent ones first", () => {
    const urgent = stated("102", { what: "care", state: "asked", urgent: true }, 9);
    const open = needsOpen([stated("101", { what: "food", state: "done" }, 3), urgent], [["101", view(["food", "medicine"])]], () => true);
    expect(open.map((need) => [need.place, need.what, need.record !== null])).toEqual([["102", "care", true], ["101", "medicine", false]]);
  });

  test("a notice that was taken down has not been passed on", () => {
    const announcement = stated("c", { title: "须知" });
    const notices = [stated("s1", { title: "须知", channel: "posted" }), stated("s2", { title: "须知", channel: "posted", removed_on: "2020-03-12" }), stated("s3", { title: "别的" }), stated("s4", { title: "x", announcement: announcement.id })];
    expect([...reachOf(notices, announcement).keys()]).toEqual(["s1", "s4"]);
    expect(currentOn([stated("c", { valid_until: "2020-03-09" }), announcement], "2020-03-10")).toEqual([announcement]);
  });
});
