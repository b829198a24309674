/** Builds both pages into server/static, and the worker with its precache list last. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

import { precache } from "./precache.plugin.ts";
import { stylesFirst } from "./styles.plugin.ts";

const root = fileURLToPath(new URL(".", import.meta.url));
const out = resolve(root, "../server/static");

/** Files below `folder`, sorted, so that the build id depends on content alone. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}

/** Version and a digest of the sources: the same sources give the same id on any machine. */
function buildId(): string {
  const hash = createHash("sha256");
  for (const path of [...filesBelow(join(root, "src")), ...filesBelow(join(root, "public"))])
    hash.update(relative(root, path)).update(readFileSync(path));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return `${version}+${hash.digest("hex").slice(0, 8)}`;
}

/** A page that is not written yet is left out instead of failing the build. */
function pages(): Record<string, string> {
  const all = { phone: join(root, "index.html"), desk: join(root, "desk/index.html") };
  return Object.fromEntries(Object.entries(all).filter(([, path]) => existsSync(path)));
}

const define = { __BUILD__: JSON.stringify(buildId()) };

export default defineConfig({
  root,
  define,
  plugins: [stylesFirst(), precache({ root, define })],
  server: { proxy: { "/api": "http://127.0.0.1:5000" } },
  build: {
    outDir: out,
    emptyOutDir: true,
    target: "es2020",
    cssTarget: ["chrome87", "safari14"],
    // The policy of the pages allows no data: or inline script or style.
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: { input: pages() },
  },
  test: {
    include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"],
    environment: "node",
    testTimeout: 20_000,
  },
});
