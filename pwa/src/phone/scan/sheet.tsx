/** 扫点位码: the camera where the browser reads codes, and the short code for everybody. */

import { useState } from "preact/hooks";
import type { Place } from "../../store/types";
import { Sheet } from "../../ui/sheet";
import { words } from "../../words";
import { scan as scanWords } from "../../words/phone/scan";
import { book } from "../data";
import { wordsOf } from "../page-words";
import { useCamera } from "./camera";
import { isCard, placeOf } from "./code";
import "./scan.css";

const t = wordsOf(scanWords);

interface Props {
  readonly onFound: (place: Place) => void;
  readonly onClose: () => void;
}

type Fault = "unknown" | "notHeld" | "notFound" | null;

export function ScanSheet({ onFound, onClose }: Props) {
  const [typed, setTyped] = useState("");
  const [fault, setFault] = useState<Fault>(null);
  const take = (text: string, otherwise: Fault) => {
    const place = placeOf(text, book.value?.places ?? new Map());
    if (place) onFound(place);
    else setFault(isCard(text) ? "notHeld" : otherwise);
  };
  const { video, state } = useCamera((text) => take(text, "unknown"));
  const sees = state === "starting" || state === "looking";
  return (
    <Sheet title={t().title} onClose={onClose} foot={<button type="button" class="button button-wide" onClick={onClose}>{words.value.close}</button>}>
      {sees ? <video ref={video} class="scan-view" muted playsInline aria-hidden="true" /> : null}
      <p class={sees ? "note" : "panel"} role="status">{t()[state]}</p>
      <form class="scan-typed" onSubmit={(event) => { event.preventDefault(); take(typed, "notFound"); }}>
        <label class="field">
          <span>{t().type} <small class="note">{t().example}</small></span>
          <input class="input num" type="text" autocomplete="off" autocapitalize="none" spellcheck={false} value={typed} onInput={(event) => { setTyped(event.currentTarget.value); setFault(null); }} />
        </label>
        <button type="submit" class="button button-main" disabled={typed.trim() === ""}>{t().find}</button>
      </form>
      {fault === null ? null : <p class="panel panel-warn" role="alert">{t()[fault]}</p>}
    </Sheet>
  );
}
