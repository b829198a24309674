/** The desk's way to the server: one sign-in for all that a page asks at once, and honest words when nothing answers. */

import { beforeEach, expect, test, vi } from "vitest";

const storage = vi.hoisted(() => {
  const kept = new Map([["six.desk", "1"]]);
  const store = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, to: string) => kept.set(key, to), removeItem: (key: string) => kept.delete(key) };
  vi.stubGlobal("localStorage", store);
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));
  return kept;
});

type Handler = (path: string, init: RequestInit) => Response;

function serve(handler: Handler): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    asked.push(path);
    await Promise.resolve();
    return handler(path, init);
  });
  return asked;
}

const ranOut = () => Response.json({ code: "token_expired" }, { status: 401 });
const bearer = (init: RequestInit) => (init.headers as Record<string, string>)["Authorization"];

async function desk() {
  vi.resetModules();
  const api = await import("../../src/desk/api");
  api.session.value = "in";
  return api;
}

beforeEach(() => storage.set("six.desk", "1"));

test("a page that asks three things when the token ran out is not sent to sign in", async () => {
  let cookies = 0;
  const asked = serve((path, init) => {
    if (!path.includes("/auth/refresh")) return bearer(init) === "Bearer a1" ? Response.json({}) : ranOut();
    cookies += 1;
    return cookies === 1 ? Response.json({ access: "a1", user: { id: "u1" } }) : Response.json({ code: "conflict" }, { status: 409 });
  });
  const { get, session } = await desk();
  await Promise.all([get("/board"), get("/matters"), get("/replicas")]);
  expect(asked.filter((path) => path.includes("/auth/refresh"))).toHaveLength(1);
  expect(session.value).toBe("in");
});

test("whoever has the desk open twice stays signed in when the other tab was faster", async () => {
  let turns = 0;
  serve((path, init) => {
    if (!path.includes("/auth/refresh")) return bearer(init) === "Bearer mine" ? Response.json({}) : ranOut();
    turns += 1;
    return turns === 1 ? Response.json({ code: "conflict" }, { status: 409 }) : Response.json({ access: "mine", user: { id: "u1" } });
  });
  const { get, session } = await desk();
  await get("/board");
  expect(session.value).toBe("in");
});

test("a server that fails for a moment does not throw anybody out of the page", async () => {
  serve((path) => (path.includes("/auth/refresh") ? Response.json({ code: "busy" }, { status: 503 }) : ranOut()));
  const { get, session } = await desk();
  await expect(get("/board")).rejects.toMatchObject({ status: 503 });
  expect(session.value).toBe("in");
});

test("a paper asked for after a quarter of an hour comes all the same", async () => {
  serve((path, init) => {
    if (path.includes("/auth/refresh")) return Response.json({ access: "a1", user: { id: "u1" } });
    return bearer(init) === "Bearer a1" ? new Response("pdf") : ranOut();
  });
  const { stream } = await desk();
  expect(await (await stream("/paper", new AbortController().signal)).text()).toBe("pdf");
});

test.each([
  ["what was asked for will be asked again", "GET", "等会儿自动再取"],
  ["whether a change arrived is not known, and that what was written is still there", "POST", "这一页都还在.*不知道刚才那一步记下没有"],
])("with the cable pulled, the page says that %s", async (_, method, said) => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  const { get, post } = await desk();
  const { problemWords } = await import("../../src/desk/problem");
  const asking = method === "GET" ? get("/board") : post("/cases", {});
  const problem = await asking.catch((error: unknown) => error);
  expect(problemWords(problem as Parameters<typeof problemWords>[0])).toMatch(new RegExp(said));
});

test.each(["invalid", "conflict", "busy", "too_large"])("a secretary who reads Chinese is not answered in English: %s", async (code) => {
  const { Problem } = await desk();
  const { problemWords } = await import("../../src/desk/problem");
  expect(problemWords(new Problem(422, code, "Something in the request is missing or wrong"))).toMatch(/^什么都没改动/);
});

test.each([403, 404])("a page that is not shown any more (%i) has the roles looked at again", async (status) => {
  serve(() => Response.json({ code: "said" }, { status }));
  const { load, notShown } = await desk();
  await expect(load("/board")).rejects.toMatchObject({ status });
  expect(notShown.value).toBe(1);
});
