// Writes src/ui/icons.svg and src/ui/icon-names.ts from the named Lucide icons (ISC licence).
// Run `node icons/sprite.mjs` in pwa/ after adding a name; both results are checked in.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const names = [
  "building-2", "check-check", "chevron-left", "chevron-right", "circle-check", "clipboard-paste",
  "clock", "copy", "download", "house", "info", "list-todo",
  "lock", "log-out", "qr-code", "refresh-cw", "smartphone", "triangle-alert",
  "user-round", "x",
];

function symbol(name) {
  const svg = readFileSync(join(here, "../node_modules/lucide-static/icons", `${name}.svg`), "utf8");
  const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s+/g, " ").replace(/ \/>/g, "/>").replace(/> </g, "><").trim()}</symbol>`;
}

const unique = [...new Set(names)].sort();
writeFileSync(
  join(here, "../src/ui/icons.svg"),
  `<!-- Lucide icons, ISC licence, https://lucide.dev/license --><svg xmlns="http://www.w3.org/2000/svg">${unique.map(symbol).join("\n")}</svg>\n`,
);
writeFileSync(
  join(here, "../src/ui/icon-names.ts"),
  `/** The icons in icons.svg; written by icons/sprite.mjs. */\nexport type IconName =\n${unique.map((n) => `  | "${n}"`).join("\n")};\n`,
);
