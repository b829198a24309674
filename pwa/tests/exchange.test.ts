import { describe, expect, it, vi } from "vitest";

import { control, DOOR, enrolled, knock, onFreshStreet, OTHER_DOOR, reloaded, SLOT, statusOf, withoutSignal } from "./street";

onFreshStreet();

const realNow = Date.now.bind(Date);

function clockAhead(ms: number): void {
  vi.spyOn(Date, "now").mockImplementation(() => realNow() + ms);
}

const look = () => control({ do: "look" });

describe("a record that is sent", () => {
  it("is received, and the phone then holds nothing back", async () => {
    const phone = await enrolled("u5");
    const { opId } = await knock(phone);
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
    expect(phone.lastReceivedAt.value).toBeGreaterThan(0);
    expect((await look()).ops[opId]).toBe("accepted");
    expect(await statusOf(phone, opId)).toBe("received");
  });

  it("stays in the phone when the request never arrives, and goes with the next one", async () => {
    const phone = await enrolled("u5");
    phone.browser.faults = ["request"];
    const { opId } = await knock(phone);
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(1);
    expect(phone.loop.syncState.value.is).toBe("waiting");
    expect(await statusOf(phone, opId)).toBe("saved");
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
  });

  it("is not said to be received when the answer was cut after the commit, nor stored twice", async () => {
    const phone = await enrolled("u5");
    phone.browser.faults = ["answer"];
    const { opId } = await knock(phone);
    await phone.loop.exchangeNow();
    expect((await look()).ops[opId]).toBe("accepted");
    expect(phone.outbox.value.count).toBe(1);
    expect(await statusOf(phone, opId)).toBe("saved");
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
    expect(Object.keys((await look()).ops)).toEqual([opId]);
  });

  it("survives that the page is loaded again in the middle of an exchange", async () => {
    const phone = await enrolled("u5");
    phone.browser.faults = ["answer"];
    await knock(phone);
    void phone.loop.exchangeNow();
    const again = await reloaded(phone);
    await again.loop.exchangeNow();
    expect(again.outbox.value.count).toBe(0);
    expect(Object.keys((await look()).ops)).toHaveLength(1);
  });

  it("drains an outbox of many in batches", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, async () => {
      for (let i = 0; i < 120; i++) await knock(phone, "normal", DOOR, { note: `${i}` });
    });
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
    expect(Object.keys((await look()).ops)).toHaveLength(120);
  });
});

describe("the timer", () => {
  it("goes off by itself while something is unsent, without another record or tap", async () => {
    const phone = await enrolled("u5");
    const armed = vi.spyOn(globalThis, "setTimeout");
    await withoutSignal(phone, () => knock(phone));
    const waits = armed.mock.calls.filter(([, ms]) => Number(ms) >= 5000 && Number(ms) <= 900_000);
    const [goOff] = waits[waits.length - 1] ?? [];
    expect(goOff).toBeTypeOf("function");
    (goOff as () => void)();
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
  });

  it("is armed again after the page was loaded anew, from what is stored alone", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, () => knock(phone));
    phone.browser.down = true;
    const armed = vi.spyOn(globalThis, "setTimeout");
    const again = await reloaded(phone);
    await again.loop.exchangeNow();
    expect(again.loop.syncState.value).toMatchObject({ is: "waiting", retryAt: expect.any(Number) as unknown });
    expect(armed.mock.calls.some(([, ms]) => Number(ms) >= 5000)).toBe(true);
  });

  it("a thousand taps while the server is away do not hammer it", async () => {
    const phone = await enrolled("u5");
    phone.browser.down = true;
    await knock(phone);
    await phone.loop.exchangeNow();
    const before = phone.browser.calls;
    for (let i = 0; i < 30; i++) await knock(phone, "normal", DOOR, { note: `${i}` });
    expect(phone.browser.calls).toBe(before);
  });
});

describe("what is in the way", () => {
  it.each([
    ["captive", "captive"],
    ["busy", "server_down"],
    ["request", "waiting"],
  ] as const)("%s is said as %s, and nothing is lost by it", async (fault, state) => {
    const phone = await enrolled("u5");
    phone.browser.faults = [fault];
    await knock(phone);
    await phone.loop.exchangeNow();
    expect(phone.loop.syncState.value.is).toBe(state);
    expect(phone.outbox.value.count).toBe(1);
    await phone.loop.exchangeNow();
    expect(phone.loop.syncState.value.is).toBe("idle");
  });

  it("a batch that is too large is halved until it goes", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, async () => {
      for (let i = 0; i < 8; i++) await knock(phone, "normal", DOOR, { note: `${i}` });
    });
    phone.browser.faults = ["too_large", "too_large"];
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
  });

  it("one record that nobody can take is withheld, and those behind it go", async () => {
    const phone = await enrolled("u5");
    const first = await withoutSignal(phone, async () => {
      const sealed = await knock(phone);
      await knock(phone, "no_answer", DOOR);
      return sealed;
    });
    phone.browser.faults = ["too_large", "too_large"];
    await phone.loop.exchangeNow();
    const { ops } = await look();
    expect(ops[first.opId]).toBe("withheld");
    expect(Object.values(ops).filter((status) => status === "accepted")).toHaveLength(1);
    expect(phone.attention.value.map(({ code }) => code)).toContain("withheld");
  });

  it("an ended sign-in stops neither recording nor handing in", async () => {
    const phone = await enrolled("u5");
    await control({ do: "sign_out", user: "u5" });
    const { opId } = await knock(phone);
    await phone.loop.exchangeNow();
    expect((await look()).ops[opId]).toBe("accepted");
    expect(phone.outbox.value.count).toBe(0);
    expect(phone.loop.syncState.value.is).toBe("auth_needed");
  });

  it("and a save goes off at once by the phone's own key, waiting for no timer", async () => {
    const phone = await enrolled("u5");
    await control({ do: "sign_out", user: "u5" });
    await phone.loop.exchangeNow();
    expect(phone.loop.syncState.value.is).toBe("auth_needed");
    const { opId } = await knock(phone);
    await vi.waitFor(() => expect(phone.outbox.value.count).toBe(0), 3000);
    expect((await look()).ops[opId]).toBe("accepted");
  });

  it("a cookie that was lost with a killed browser is an ended sign-in, and holds up no record", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, () => knock(phone));
    phone.browser.behind = true;
    const again = await reloaded(phone);
    await again.loop.exchangeNow();
    expect(again.outbox.value.count).toBe(0);
    expect(again.loop.syncState.value.is).toBe("auth_needed");
    again.browser.behind = false;
    await again.loop.exchangeNow();
    expect(again.loop.syncState.value.is).toBe("idle");
  });

  it("a record outside the granted buildings is kept, and the phone says so", async () => {
    const phone = await enrolled("u5");
    const { opId } = await knock(phone, "normal", OTHER_DOOR);
    await phone.loop.exchangeNow();
    expect((await look()).ops[opId]).toBe("quarantined");
    expect(phone.attention.value).toContainEqual(expect.objectContaining({ code: "quarantined", why: "scope", opId }));
    expect(phone.outbox.value.count).toBe(0);
  });
});

describe("where a page has no Web Locks", () => {
  it("a lease lets one page exchange at a time", async () => {
    const locks = vi.spyOn(navigator, "locks", "get").mockReturnValue(undefined as unknown as LockManager);
    const phone = await enrolled("u5");
    await withoutSignal(phone, () => knock(phone));
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
    locks.mockRestore();
  });
});

describe("a clock that is wrong", () => {
  it("is measured, written beside the claim, said, and loses nothing", async () => {
    const phone = await enrolled("u5");
    const ahead = 7 * 3_600_000;
    clockAhead(ahead);
    await phone.loop.exchangeNow();
    expect(phone.loop.syncState.value).toEqual({ is: "clock_off", ms: expect.closeTo(-ahead, -4) as unknown });
    const { opId } = await knock(phone);
    await phone.loop.exchangeNow();
    vi.restoreAllMocks();
    expect((await look()).ops[opId]).toBe("accepted");
    const [view] = await phone.history(DOOR);
    expect(view?.slot).toBe(SLOT);
  });

  it("set back after sealing loses nothing either", async () => {
    const phone = await enrolled("u5");
    await knock(phone);
    clockAhead(-48 * 3_600_000);
    const { opId } = await knock(phone, "no_answer");
    await phone.loop.exchangeNow();
    vi.restoreAllMocks();
    expect((await look()).ops[opId]).toBe("accepted");
  });
});
