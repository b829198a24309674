/** 台账: the paper forms that upper levels ask for, filled from records, so that nobody copies. */

import { useState } from "preact/hooks";
import { asKnown, asOf, knownQuery } from "../asof";
import { below, type Places, useCompounds } from "../below";
import { useLoad } from "../load";
import { Options } from "../options";
import { ProblemNote } from "../problem";
import { change, route } from "../route";
import { pageName, type PageProps } from "../page";
import { ScrollTable } from "../scroll-table";
import type { Label, Me, PlaceRow } from "../types";
import { exportWords } from "../../words/desk/exports";
import { day, dayName, moment, say, w, wordsOf } from "../words";
import { ExportBar } from "./bar";
import { type Asked, ExportDialog } from "./dialog";
import "./exports.css";

interface Offer {
  readonly id: string;
  readonly title: Label;
  readonly note: Label;
  readonly asks: "days" | "session" | "day" | "now" | "moment" | "round" | "opened";
  readonly places: readonly string[];
  readonly ledger: boolean;
  /** Whether it can be had as known at the moment looked at. */
  readonly looks_back: boolean;
}

interface Offers {
  readonly tables: readonly Offer[];
  readonly names: boolean;
}

const COMMUNITIES = ["community", "village"];
/** What only its own page can ask for: a number opened, a moment, one round. */
const OF_ITS_PAGE: ReadonlySet<string> = new Set(["moment", "round", "opened"]);
const x = wordsOf(exportWords);

export function ExportsPage({ me, place }: PageProps) {
  const { places, problem, again } = usePlaces(place);
  const wanted = route.value.params["of"];
  const chosen = places.find((each) => each.id === wanted) ?? places[0];
  return (
    <>
      <div class="heading">
        <h1>{pageName("exports")}</h1>
        {places.length > 0 && (
          <label class="inline">
            {w().place}
            <select value={chosen?.id} onChange={(e) => change({ of: e.currentTarget.value })}>
              <Options of={places} />
            </select>
          </label>
        )}
        <ExportBar me={me} tables={[]} />
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {chosen ? <Ledgers key={asOf.value} me={me} place={chosen} /> : !problem && <p class="wait">{w().loading}</p>}
    </>
  );
}

/** The place itself, then the communities and compounds of it. */
function usePlaces(place: PlaceRow) {
  const own = COMMUNITIES.includes(place.type);
  const communities = useLoad<Places>(own ? null : below(place, "community"));
  const compounds = useCompounds(place);
  const under = own ? [] : (communities.data?.places ?? []);
  return {
    places: [place, ...under, ...(compounds.data?.places ?? []).filter((each) => each.id !== place.id)],
    problem: compounds.problem ?? communities.problem,
    again: compounds.again,
  };
}

function Ledgers({ me, place }: { me: Me; place: PlaceRow }) {
  const today = day(asOf.value ?? me.time.now);
  const [since, setSince] = useState(today);
  const [until, setUntil] = useState(today);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { data, problem, again } = useLoad<Offers>(asKnown(`/exports?place=${encodeURIComponent(place.id)}`));
  const t = w().exportsPage;
  const backwards = since > until;
  const ask = (offer: Offer) => setAsked({ table: offer.id, title: say(offer.title), query: queryOf(offer) });
  const queryOf = (offer: Offer) => ({
    place: place.id,
    to: until,
    ...knownQuery(),
    ...(offer.asks === "days" ? { from: since } : {}),
  });
  return (
    <>
      <p>{t.lead}</p>
      {asOf.value !== null && <p class="note">{x().then(moment(asOf.value))}</p>}
      <div class="toolbar">
        <Day label={t.from} value={since} most={today} set={setSince} />
        <Day label={t.to} value={until} most={today} set={setUntil} />
        <span role="status" class="slot bad">
          {backwards && t.backwards}
        </span>
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {!data && !problem && <p class="wait">{w().loading}</p>}
      {data && (
        <Table
          offers={data.tables.filter((each) => each.ledger)}
          place={place}
          days={{ since, until }}
          disabled={backwards}
          ask={ask}
        />
      )}
      {data && <PageTables offers={data.tables.filter((each) => !each.ledger && each.places.includes(place.type))} ask={ask} />}
      {asked && <ExportDialog tables={[asked]} names={data?.names ?? false} onClose={() => setAsked(null)} />}
    </>
  );
}

/** Whether a table can be had now, or as known at the moment looked at. */
function isToBeHad(offer: Offer): boolean {
  return asOf.value === null || offer.looks_back;
}

/** What the pages show of this place, for those who want the file without the page. */
function PageTables({ offers, ask }: { readonly offers: readonly Offer[]; readonly ask: (offer: Offer) => void }) {
  const shown = offers.filter((each) => !OF_ITS_PAGE.has(each.asks) && isToBeHad(each));
  if (!shown.length) return null;
  return (
    <section class="panel" aria-labelledby="page-tables">
      <h2 id="page-tables">{x().pages}</h2>
      <p class="note">{x().pagesLead}</p>
      <p class="export-list">
        {shown.map((each) => (
          <button key={each.id} onClick={() => ask(each)}>
            {say(each.title)}
          </button>
        ))}
      </p>
    </section>
  );
}

function Day(props: { label: string; value: string; most: string; set: (day: string) => void }) {
  return (
    <label class="inline">
      {props.label}
      <input
        type="date"
        required
        value={props.value}
        max={props.most}
        onChange={(e) => e.currentTarget.value && props.set(e.currentTarget.value)}
      />
    </label>
  );
}

interface TableProps {
  readonly offers: readonly Offer[];
  readonly place: PlaceRow;
  readonly days: { readonly since: string; readonly until: string };
  readonly disabled: boolean;
  readonly ask: (offer: Offer) => void;
}

function Table({ offers, place, days, disabled, ask }: TableProps) {
  const t = w().exportsPage;
  if (!offers.length) return <p class="empty">{t.none}</p>;
  return (
    <ScrollTable label={pageName("exports")} caption={pageName("exports")} heads={[t.ledger, t.what, t.when, { hidden: t.export }]}>
      {offers.map((offer) => (
        <Line key={offer.id} offer={offer} place={place} days={days} disabled={disabled} ask={ask} />
      ))}
    </ScrollTable>
  );
}

function Line({ offer, place, days, disabled, ask }: Omit<TableProps, "offers"> & { offer: Offer }) {
  const t = w().exportsPage;
  const fits = offer.places.includes(place.type);
  const why = `why-${offer.id}`;
  return (
    <tr>
      <th scope="row">{say(offer.title)}</th>
      <td>
        {say(offer.note)}
        {!fits && (
          <span id={why} class="note">
            {" "}
            {offer.places.includes("community") ? x().needsPlace : t.needsCompound}
          </span>
        )}
      </td>
      <td class="when">{offer.asks === "days" ? t.span(dayName(days.since), dayName(days.until)) : dayName(days.until)}</td>
      <td class="acts">
        <button disabled={!fits || disabled} aria-describedby={fits ? undefined : why} onClick={() => ask(offer)}>
          {t.export}
          <span class="hidden"> {say(offer.title)}</span>
        </button>
      </td>
    </tr>
  );
}
