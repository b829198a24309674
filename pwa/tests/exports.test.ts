/** A file of the server reaches the downloads whole, under its own name, or not at all. */

import { afterEach, expect, test, vi } from "vitest";
import { nameOf, take } from "../src/desk/exports/take";

const HEADERS = {
  "Content-Type": "text/csv",
  "Content-Length": "6",
  "Content-Disposition": "attachment; filename=\"gate.csv\"; filename*=UTF-8''%E5%87%BA%E5%85%A5.csv",
};

function answer(pieces: (string | Error)[], headers: Record<string, string> = HEADERS, status = 200): Response {
  const left = [...pieces];
  const body = new ReadableStream<Uint8Array>({
    pull(to) {
      const next = left.shift();
      if (next instanceof Error) to.error(next);
      else if (next === undefined) to.close();
      else to.enqueue(new TextEncoder().encode(next));
    },
  });
  return new Response(body, { status, headers });
}

function page(response: Response) {
  const saved: { name: string; content: Blob }[] = [];
  const link = { href: "", download: "", click: () => saved.push({ name: link.download, content: contents[0]! }) };
  const contents: Blob[] = [];
  vi.stubGlobal("document", { createElement: () => link });
  vi.stubGlobal("fetch", () => Promise.resolve(response));
  vi.spyOn(URL, "createObjectURL").mockImplementation((content) => `blob:${contents.push(content as Blob)}`);
  vi.spyOn(URL, "revokeObjectURL").mockImplementation(() => undefined);
  return saved;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("the file has the name for people, else the plain one, else one of ours", () => {
  expect(nameOf(HEADERS["Content-Disposition"], "x")).toBe("出入.csv");
  expect(nameOf('attachment; filename="gate.csv"', "x")).toBe("gate.csv");
  expect(nameOf(null, "x")).toBe("x");
});

test("progress is told piece by piece, against the size where it is known", async () => {
  const saved = page(answer(["abc", "def"]));
  const told: [number, number | null][] = [];
  const name = await take("/exports/gate", (p) => told.push([p.bytes, p.total]), new AbortController().signal);
  expect(told).toEqual([[3, 6], [6, 6]]);
  expect(name).toBe("出入.csv");
  expect(await saved[0]?.content.text()).toBe("abcdef");
});

test("a size that counts compressed bytes is no size to measure progress by", async () => {
  page(answer(["abc"], { ...HEADERS, "Content-Encoding": "br" }));
  const told: (number | null)[] = [];
  await take("/exports/gate", (p) => told.push(p.total), new AbortController().signal);
  expect(told).toEqual([null]);
});

test("a file that breaks off is not saved", async () => {
  const saved = page(answer(["abc", new Error("network")]));
  await expect(take("/exports/gate", () => undefined, new AbortController().signal)).rejects.toMatchObject({
    status: 0,
    code: "broken",
  });
  expect(saved).toEqual([]);
});

test("a refusal says why", async () => {
  const problem = JSON.stringify({ code: "too_long_for_paper", title: "Too many rows" });
  page(answer([problem], { "Content-Type": "application/problem+json" }, 422));
  await expect(take("/exports/gate", () => undefined, new AbortController().signal)).rejects.toMatchObject({
    status: 422,
    code: "too_long_for_paper",
  });
});

const FRAMED = { ...HEADERS, "Content-Type": "application/x-six-frames", "Six-Rows": "1000" };

test("rows are told while they are written, and only the bytes of the file are saved", async () => {
  const saved = page(answer(["r 50", "0\nr 1000\nb 6\nab", "c", "def", "b 2\nr \ne\n"], FRAMED));
  const told: [number, number | null, number][] = [];
  await take("/exports/gate", (p) => told.push([p.rows, p.all, p.bytes]), new AbortController().signal);
  expect(told).toEqual([[0, 1000, 0], [1000, 1000, 2], [1000, 1000, 3], [1000, 1000, 6], [1000, 1000, 8]]);
  expect(await saved[0]?.content.text()).toBe("abcdefr ");
});

test("a framed file without its end is not saved", async () => {
  const saved = page(answer(["b 3\nabc"], FRAMED));
  await expect(take("/exports/gate", () => undefined, new AbortController().signal)).rejects.toMatchObject({ code: "broken" });
  expect(saved).toEqual([]);
});
