/** Starts the phone app: how it looks, where it is, what it holds, then the first drawing. */

import { effect } from "@preact/signals";
import { render } from "preact";
import { openSheets } from "../ui/sheet";
import "../ui/tokens.css";
import "../ui/base.css";
import "./building/building.css";
import "./door/door.css";
import "./disinfection/disinfection.css";
import "./screens.css";
import { wordsReady } from "../words";
import { App } from "./app";
import { openForms, start, startNetwork } from "./data";
import { fetchAll } from "../ui/later";
import { startClock } from "./now";
import { watchAddress } from "./route";
import { startSettings } from "./settings";

startSettings();
startClock();
watchAddress();

effect(() => {
  openForms.value = openSheets.value;
});

const root = document.getElementById("app");

/** After the first screen has had the processor to itself. */
const SPARE_TIME_MS = 3000;

void wordsReady().then(() => {
  if (root) render(<App />, root);
  setTimeout(() => void fetchAll(), SPARE_TIME_MS);
});

void start().catch(console.error).then(startNetwork);
