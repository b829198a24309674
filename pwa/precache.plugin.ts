/** Writes /sw.js with the list of what the phone page needs, each with its integrity; the desk's files stay out. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { build, type Plugin, type Rolldown } from "vite";

interface Options {
  root: string;
  define: Record<string, string>;
}

type Entry = readonly [url: string, integrity: string];
type Bundle = Rolldown.OutputBundle;

function integrity(content: string | Uint8Array): string {
  return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}

/** Everything the phone's entry can come to load: static and lazy chunks with their styles and images. */
function phoneFiles(bundle: Bundle): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const file = bundle[name];
    if (file?.type !== "chunk") return;
    const meta = file.viteMetadata;
    [...(meta?.importedCss ?? []), ...(meta?.importedAssets ?? [])].forEach((asset) => seen.add(asset));
    [...file.imports, ...file.dynamicImports].forEach(visit);
  };
  for (const file of Object.values(bundle))
    if (file.type === "chunk" && file.isEntry && file.name === "phone") visit(file.fileName);
  return seen;
}

/** Static files copied as they are, but for the desk's. */
function publicFiles(folder: string, prefix = ""): [string, Uint8Array][] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).sort().flatMap((name): [string, Uint8Array][] => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return prefix === "" && name === "desk" ? [] : publicFiles(path, `${prefix}${name}/`);
    return [[`/${prefix}${name}`, readFileSync(path)]];
  });
}

function manifest(bundle: Bundle, root: string): Entry[] {
  const entries: Entry[] = publicFiles(join(root, "public")).map(([url, content]) => [url, integrity(content)]);
  for (const name of [...phoneFiles(bundle)].sort()) {
    const file = bundle[name];
    if (file) entries.push([`/${name}`, integrity(file.type === "chunk" ? file.code : file.source)]);
  }
  const page = bundle["index.html"];
  if (page?.type === "asset") entries.push(["/", integrity(page.source)]);
  return entries;
}

/** The Vite plugin: main build first, then the worker on its own, so that it shares no chunk with the pages. */
export function precache({ root, define }: Options): Plugin {
  let entries: Entry[] | null = null;
  let out = "";
  return {
    name: "precache",
    apply: "build",
    configResolved(config) {
      out = config.build.outDir;
    },
    writeBundle(_options, bundle) {
      entries = bundle["index.html"] ? manifest(bundle, root) : null;
    },
    async closeBundle() {
      const worker = join(root, "src/worker/sw.ts");
      if (!entries || !existsSync(worker)) return;
      const version = createHash("sha256").update(JSON.stringify(entries)).digest("hex").slice(0, 12);
      await build({
        configFile: false,
        root,
        logLevel: "warn",
        publicDir: false,
        define: { ...define, __PRECACHE__: JSON.stringify(JSON.stringify(entries)), __SHELL__: JSON.stringify(version) },
        build: {
          outDir: out,
          emptyOutDir: false,
          target: "es2020",
          lib: { entry: worker, formats: ["iife"], name: "sw", fileName: () => "sw.js" },
        },
      });
    },
  };
}
