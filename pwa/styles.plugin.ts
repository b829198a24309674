/** A small stand-in for what Vite puts before lazy files: their styles come first, and nothing is fetched ahead. */

import type { Plugin } from "vite";

/** Vite's own name of it. Should that change, its larger one comes back and tests/test_weight.py tells. */
const HELPER = "\0vite/preload-helper.js";

const CODE = `
const coming = {};
const styled = (file) => coming[file] ??= new Promise((done, failed) => {
  if (document.querySelector('link[href$="/' + file + '"]')) return done();
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = "/" + file;
  link.onload = done;
  link.onerror = () => {
    delete coming[file];
    link.remove();
    failed(new Error(file));
  };
  document.head.append(link);
});
export const __vitePreload = (load, files = []) => Promise.all(files.map(styled)).then(load);
`;

export function stylesFirst(): Plugin {
  return { name: "styles-first", enforce: "pre", load: (id) => (id === HELPER ? CODE : null) };
}
