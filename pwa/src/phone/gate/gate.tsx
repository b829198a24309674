/** P7: the gate. Digits and one tap for a resident; the four musts are on unless tapped away. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Book, Place } from "../../store/types";
import { said, Slot } from "../../ui/slot";
import { whole } from "../../ui/whole";
import { labelled, words } from "../../words";
import { gate as gateWords } from "../../words/phone/gate";
import { absent } from "../absent";
import { Bar } from "../bar";
import { book } from "../data";
import { degreesText } from "../door/temperature";
import { wordsOf } from "../page-words";
import { ScanSheet } from "../scan/sheet";
import { SyncNote } from "../sync-note";
import { isDue, isWatched } from "../rounds";
import { letThrough } from "./acts";
import { DutyLine, HandOverSheet } from "./duty-line";
import { FeverSheet } from "./fever";
import "./gate.css";
import { Keypad } from "./keypad";
import { PassagesSheet } from "./list";
import { doorText, residentOf } from "./names";
import { doorsFor, exitsOf, mayGrow, MUSTS, type Door, type Must, type Way } from "./passing";
import { doorsBehind, entriesOf, entriesToday, gateOf, mostExits, passagesNow, watchAt } from "./state";
import { VisitorSheet } from "./visitor";

const t = wordsOf(gateWords);
type Open = "scan" | "hand" | "list" | "visitor" | "fever" | null;

interface FoundProps {
  readonly door: Door;
  readonly exits: number;
  /** How often a household may go out on a day; null where the policy sets no limit. */
  readonly most: number | null;
  readonly onPass: (way: Way) => void;
}

function Found({ door, exits, most, onPass }: FoundProps) {
  const lives = door.household.occupancy;
  const about = [
    lives?.head ? words.value.door.people(lives.head, lives.people ?? 0) : "", isDue(door.household) ? (most === null ? t().exits(exits) : t().exitsOf(exits, most)) : t().vacant,
    isWatched(door.household) ? t().watched : "",
  ];
  const name = doorText(door);
  return (
    <li class="gate-found">
      <b class="grow num">{name}</b>
      <span class="row">
        {(["in", "out"] as const).map((way) => (
          <button key={way} type="button" class="button button-main gate-way" onClick={() => onPass(way)}>{t().ways[way]}<span class="vh"> {name}</span></button>
        ))}
      </span>
      <p class="small gate-about">{whole(about.filter(Boolean).join(" · "))}{most !== null && exits >= most ? <><br /><span class="gate-over">! {t().overExits(most)}</span></> : null}</p>
    </li>
  );
}

function Musts({ from, musts, onToggle }: { readonly from: Book; readonly musts: readonly Must[]; readonly onToggle: (must: Must) => void }) {
  const choices = from.catalogue.kinds.gate_entry?.fields.four_musts?.choices ?? [];
  return (
    <div class="gate-musts" role="group" aria-label={t().musts}>
      {MUSTS.map((must) => (
        <button key={must} type="button" aria-pressed={musts.includes(must)} onClick={() => onToggle(must)}>
          <span aria-hidden="true">{musts.includes(must) ? "✓" : "✕"}</span> {labelled(choices.find((c) => c.id === must)?.label, must)}
        </button>
      ))}
    </div>
  );
}

/** What the digits say: nothing yet, too few, none, or the doors. */
function hintOf(typed: string, found: readonly Door[], doors: readonly Door[]): string {
  if (typed === "") return t().type;
  return found.length === 0 ? (mayGrow(typed, doors) ? t().more : t().unknown) : "";
}

function Gate({ from, gate }: { readonly from: Book; readonly gate: Place }) {
  const [typed, setTyped] = useState("");
  /** The place whose card was scanned in place of typing; any key takes it back. */
  const [card, setCard] = useState<string | null>(null);
  const [musts, setMusts] = useState<readonly Must[]>(MUSTS);
  const [tenths, setTenths] = useState<number | null>(null);
  const [open, setOpen] = useState<Open>(null);
  useEffect(() => () => {
    said.value = null;
  }, [gate.id]);
  const [line, list] = [useRef<HTMLDivElement>(null), useRef<HTMLUListElement>(null)];
  // With large letters the answer to the digits lies below the fold; the fingers are on the keys.
  useEffect(() => {
    if (typed !== "" || card !== null) (list.current ?? line.current)?.scrollIntoView({ block: "nearest" });
  }, [typed, card]);
  const doors = doorsBehind(from, gate);
  const found = card === null ? doorsFor(typed, doors) : doors.filter((door) => door.household.id === card);
  const type = (digits: string) => {
    setCard(null);
    setTyped(digits.slice(0, 9));
  };
  const watch = watchAt(from.catalogue, gate.id);
  const entries = entriesOf();
  const counts = passagesNow(entries, gate.id, watch.shift);
  const toggle = (must: Must) => setMusts(musts.includes(must) ? musts.filter((one) => one !== must) : [...musts, must]);
  const fresh = () => {
    type("");
    setMusts(MUSTS);
    setTenths(null);
    setOpen(null);
  };
  const pass = async (door: Door, way: Way) => {
    if (await letThrough(gate, way, musts, residentOf(door, tenths))) fresh();
  };
  const sheet = { from, gate, musts, onClose: () => setOpen(null) };
  return (
    <div class="screen">
      <Bar canGoBack title={t().card(gate.name)}>
        <button type="button" class="pill gate-counts num" onClick={() => setOpen("list")}>{t().counts(counts.in, counts.out)}<span class="vh"> {t().list}</span></button>
      </Bar>
      <main class="scroll stack">
        <DutyLine from={from} gate={gate} watch={watch} onOther={() => setOpen("hand")} />
        <Musts from={from} musts={musts} onToggle={toggle} />
        <div class="gate-typed" ref={line}>
          <p><span class="vh">{t().typed}</span><output class="num">{typed === "" ? "–" : typed}</output> <span class="note">{card === null ? hintOf(typed, found, doors) : found.length === 0 ? t().unknown : ""}</span></p>
          <button type="button" class="button" onClick={() => setOpen("scan")}>{t().scan}</button>
        </div>
        {found.length === 0 ? null : (
          <ul class="list" ref={list}>
            {found.map((door) => (
              <Found key={door.household.id} door={door} most={mostExits(from.catalogue)} exits={exitsOf(entriesToday(entries), door.household.id)} onPass={(way) => void pass(door, way)} />
            ))}
          </ul>
        )}
      </main>
      <section class="bottom" aria-label={t().title}>
        <Slot hint={tenths === null ? words.value.sync.worksOffline : t().temperature(degreesText(tenths))}><SyncNote /></Slot>
        <Keypad onDigit={(digit) => type(typed + digit)} onErase={() => type(typed.slice(0, -1))} onClear={fresh} />
        <div class="gate-acts">
          <button type="button" class="button" onClick={() => setOpen("visitor")}>{t().visitor}</button>
          <button type="button" class="button gate-fever" onClick={() => setOpen("fever")}>{t().fever}</button>
        </div>
      </section>
      {open === "hand" ? <HandOverSheet {...sheet} watch={watch} /> : null}
      {open === "scan" ? <ScanSheet onFound={(place) => { type(""); setCard(place.id); setOpen(null); }} onClose={sheet.onClose} /> : null}
      {open === "list" ? <PassagesSheet from={from} gate={gate} entries={entries} since={watch.shift?.startedAt ?? 0} onClose={sheet.onClose} /> : null}
      {open === "visitor" ? <VisitorSheet {...sheet} found={found} onKept={fresh} /> : null}
      {open === "fever" ? <FeverSheet {...sheet} found={found} onKept={fresh} onNormal={(value) => { setTenths(value); setOpen(null); }} /> : null}
    </div>
  );
}

/** The gate named in the address. */
export function GateScreen({ id }: { readonly id: string }) {
  const from = book.value;
  const gate = gateOf(id);
  if (!from || !gate) {
    return <div class="screen"><Bar canGoBack title={t().title} /><main class="scroll"><p class="empty">{absent(t().none)}</p></main></div>;
  }
  return <Gate key={id} from={from} gate={gate} />;
}
