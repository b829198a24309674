/** D8: the control that chooses a moment, and the striped band above a page that shows the past. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { asofWords } from "../words/desk/asof";
import { asOf, LOOKING_BACK, lookAt, snapshots } from "./asof";
import "./looking-back.css";
import { useLoad } from "./load";
import { href, route } from "./route";
import type { PlaceRow } from "./types";
import { clock, day, moment, say, wordsOf } from "./words";

const t = wordsOf(asofWords);
const ZONE_OFFSET = "+08:00";

/** 现在 ▾ in the menu: a day and a time, or a moment that has a name; `now` is the server's, when this began. */
export function Looking({ now }: { readonly now: number }) {
  const [open, setOpen] = useState(false);
  const [ahead] = useState(now - Date.now());
  const at = asOf.value;
  const today = Date.now() + ahead;
  const choose = (to: number | null) => {
    lookAt(to);
    setOpen(false);
  };
  return (
    <div class="looking" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <button class="looking-at" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class="hidden">{t().control}: </span>
        {at === null ? t().now : moment(at)} <span aria-hidden="true">▾</span>
      </button>
      {open && <Moment key={at} from={at ?? today} now={today} choose={choose} />}
    </div>
  );
}

function Moment(props: { from: number; now: number; choose: (at: number | null) => void }) {
  const [date, setDate] = useState(day(props.from));
  const [time, setTime] = useState(clock(props.from));
  const at = Date.parse(`${date}T${time}:00${ZONE_OFFSET}`);
  const past = Number.isFinite(at) && at < props.now;
  const go = (event: SubmitEvent) => {
    event.preventDefault();
    if (past) props.choose(at);
  };
  return (
    <form class="looking-form" onSubmit={go}>
      <label>
        {t().date}
        <input type="date" value={date} max={day(props.now)} onInput={(e) => setDate(e.currentTarget.value)} />
      </label>
      <label>
        {t().time}
        <input type="time" value={time} onInput={(e) => setTime(e.currentTarget.value)} />
      </label>
      <button disabled={!past}>{t().show}</button>
      {!past && <p role="status">{t().future}</p>}
      {snapshots.value.length > 0 && (
        <ul aria-label={t().moments}>
          {snapshots.value.map((one) => (
            <li key={one.at}>
              <button type="button" class="quiet" onClick={() => props.choose(one.at)}>
                {say(one.label)} {moment(one.at)}
              </button>
            </li>
          ))}
        </ul>
      )}
      {asOf.value !== null && (
        <button type="button" onClick={() => props.choose(null)}>
          {t().backToNow}
        </button>
      )}
    </form>
  );
}

/** Where it can be told what came since; those above choose a community first. */
const SHOWN = new Set(["community", "village", "compound"]);

function SinceLink() {
  return <a href={href("since", { place: route.value.params["place"] })}>{t().difference}</a>;
}

function Came({ place, at }: { readonly place: string; readonly at: number }) {
  const path = `/since?place=${encodeURIComponent(place)}&known_at=${at}&verdicts=false`;
  const { data } = useLoad<{ readonly total: number }>(path);
  if (!data) return null;
  if (!data.total) return <> · {t().nothing}</>;
  return (
    <>
      {" "}
      · {t().came(data.total)} <SinceLink />
    </>
  );
}

/** What the focus goes to stops below the band, however many lines that has. */
function useRoom(shown: boolean) {
  const band = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (!shown || !band.current) return undefined;
    const { style } = document.documentElement;
    const measure = new ResizeObserver(([seen]) => (style.scrollPaddingTop = `${seen?.target.clientHeight ?? 0}px`));
    measure.observe(band.current);
    return () => {
      measure.disconnect();
      style.scrollPaddingTop = "";
    };
  }, [shown]);
  return band;
}

/** Says above every page which moment it shows, and leads back; nothing while it shows now. */
export function Band({ place, page }: { readonly place: PlaceRow | undefined; readonly page: string }) {
  const at = asOf.value;
  const band = useRoom(at !== null);
  if (at === null) return null;
  const told = place && SHOWN.has(place.type) ? place.id : route.value.params["community"];
  const keeps = LOOKING_BACK.has(page);
  return (
    <section ref={band} class={`band ${keeps ? "" : "band-now"}`} aria-label={t().control}>
      <p>
        <b>{t().band(moment(at))}</b>
        {!keeps && ` · ${t().onlyNow}`}
        {told && <Came key={told} place={told} at={at} />}
        {place && !told && (
          <>
            {" "}
            · <SinceLink />
          </>
        )}
      </p>
      <button onClick={() => lookAt(null)}>{t().backToNow}</button>
    </section>
  );
}
