import "fake-indexeddb/auto";

import { afterEach, describe, expect, it, vi } from "vitest";

import { call, timeoutMs } from "../src/api";
import { credential } from "../src/session";

type Handler = (path: string, init: RequestInit) => Response | Promise<Response>;

function serve(handler: Handler): void {
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => Promise.resolve(handler(path, init)));
}

async function freshSession() {
  vi.resetModules();
  return import("../src/session");
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("an invitation", () => {
  it.each([
    ["042137", { code: "042137" }],
    [" 042137 ", { code: "042137" }],
    ["https://six.example/#i=abc-_9", { token: "abc-_9" }],
    ["https://six.example/#abc", { token: "abc" }],
    ["abc", { token: "abc" }],
  ])("is read from %j", (text, expected) => expect(credential(text)).toEqual(expected));

  it.each([
    [404, "unknown"],
    [410, "expired"],
    [429, "denied"],
    [500, "server"],
  ])("that is answered with %i is said to be %s", async (status, reason) => {
    serve(() => Response.json({ code: "x" }, { status }));
    const { enrolLook } = await freshSession();
    await expect(enrolLook("042137")).rejects.toMatchObject({ name: "EnrolFailed", reason });
  });

  it("cannot be looked at without a network, and says so", async () => {
    serve(() => Promise.reject(new TypeError("failed to fetch")));
    const { enrolLook } = await freshSession();
    await expect(enrolLook("042137")).rejects.toMatchObject({ reason: "offline" });
  });

  it("becomes a phone: its book opens, its key and grants are stored, the token only in memory", async () => {
    const grant = { place: { id: "b3", name: "3栋", type: "building" }, role: "building_lead", valid_from: 0, valid_to: null };
    const asked: [string, unknown][] = [];
    serve((path, init) => {
      asked.push([path, JSON.parse(String(init.body ?? "null"))]);
      if (!path.endsWith("/enrol")) return Response.json({ code: "busy" }, { status: 503 });
      return Response.json({ access: "secret-access", user: { id: "u51", name: "老李" }, push_key: "k", grants: [grant] });
    });
    const { enrol } = await freshSession();
    const { book, phone } = await import("../src/store");
    expect(await enrol("042137", "老李")).toEqual({ id: "u51", name: "老李" });
    expect(asked[0]).toEqual(["/api/v1/enrol", { code: "042137", name: "老李", device: expect.anything() as unknown }]);
    expect(phone.value).toBe("ready");
    expect(book.value?.grants).toMatchObject([{ role: "building_lead", validTo: null, place: { id: "b3" } }]);
    const { Connection, databaseName } = await import("../src/store/database");
    const db = new Connection(databaseName("u51"));
    const everything = await db.read(["meta"], (tx) => tx.objectStore("meta").getAll());
    expect(JSON.stringify(everything)).not.toContain("secret-access");
  });
});

describe("the access token", () => {
  it("is renewed once when it ran out, and the call is made again", async () => {
    let renewed = 0;
    serve((path, init) => {
      if (path.endsWith("/auth/refresh")) return Response.json({ access: `a${++renewed}` });
      const token = new Headers(init.headers).get("authorization");
      return token === "Bearer a2" ? Response.json({ fine: true }) : Response.json({ code: "token_expired" }, { status: 401 });
    });
    const { authorised } = await freshSession();
    expect(await authorised("/me")).toMatchObject({ is: "ok", body: { fine: true } });
    expect(renewed).toBe(2);
  });

  it("that cannot be renewed is the answer, without a loop", async () => {
    let calls = 0;
    serve(() => {
      calls++;
      return Response.json({ code: "refresh_invalid" }, { status: 401 });
    });
    const { authorised } = await freshSession();
    expect(await authorised("/me")).toMatchObject({ is: "problem", status: 401, code: "refresh_invalid" });
    expect(calls).toBe(1);
  });
});

describe("a call", () => {
  it.each([
    ["a log-in page with 200", new Response("<html>", { headers: { "content-type": "text/html" } }), "captive"],
    ["a log-in page with 403", new Response("<html>", { status: 403 }), "captive"],
    ["the status made for it", Response.json({}, { status: 511 }), "captive"],
    ["a proxy's 502", new Response("<html>", { status: 502 }), "problem"],
    ["nothing new", new Response(null, { status: 304 }), "unchanged"],
  ])("tells %s apart", async (_name, response, expected) => {
    serve(() => response);
    expect((await call("/me")).is).toBe(expected);
  });

  it("waits as long as the body may take on a slow line", () => {
    expect(timeoutMs(0)).toBe(20_000);
    expect(timeoutMs(32 * 1024)).toBe(20_000 + 16 * 1024);
  });

  it("hears how long it is asked to wait", async () => {
    serve(() => Response.json({ code: "slow_down" }, { status: 429, headers: { "retry-after": "7" } }));
    expect(await call("/me")).toMatchObject({ is: "problem", code: "slow_down", retryAfterMs: 7000 });
  });
});
