/** D9: the first steps, what is there, importing a roster, the division lists, the generator, the cards. */

import { useState } from "preact/hooks";
import { imports } from "../../words/desk/imports";
import { roster } from "../../words/desk/roster";
import { download, type Problem } from "../api";
import { asKnown, asOf, knownQuery } from "../asof";
import { below, type Places } from "../below";
import { ExportBar } from "../exports/bar";
import { FirstSteps, InstallingSteps } from "../first/steps";
import { useLoad } from "../load";
import { pageName, type PageProps } from "../page";
import { ProblemNote, problemWords } from "../problem";
import { ActSlot, useActs } from "../register/acts";
import type { FieldSpec, Kind } from "../register/form";
import { change, route } from "../route";
import type { Me, PlaceRow } from "../types";
import { day, w, wordsOf } from "../words";
import { Cards } from "./cards";
import { CommunityFinder } from "./community";
import { Generator } from "./generator";
import { Import } from "./import";
import { Imports } from "./imports";
import { PlacesTree } from "./places";
import { type Policy, PolicyPanel } from "./policy";
import "./roster.css";
import { UndoImport } from "./undo";

const t = wordsOf(roster);
const i = wordsOf(imports);
const COMMUNITIES: ReadonlySet<string> = new Set(["community", "village"]);

interface Catalogue {
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly policy: Policy;
}

export function RosterPage({ me, place }: { readonly me: Me; readonly place: PlaceRow | null }) {
  const chosen = route.value.params["community"];
  const named = route.value.params["name"];
  // Each moment begins at the top: what is open now may not have stood then.
  const key = `${chosen ?? ""} ${asOf.value ?? ""}`;
  if (place && COMMUNITIES.has(place.type)) return <OfCommunity key={key} me={me} place={place} />;
  if (chosen) return <OfCommunity key={key} me={me} place={{ id: chosen, name: named ?? chosen, type: "community" }} />;
  return <Above me={me} place={place} />;
}

/** For whoever stands above the communities: the division lists, then one community to set up. */
function Above({ me, place }: { readonly me: Me; readonly place: PlaceRow | null }) {
  const [turn, setTurn] = useState(0);
  const { data, again } = useLoad<{ places: readonly PlaceRow[] }>(me.may.includes("places.import") ? "/places?type=city" : null);
  const first = data?.places.length === 0;
  const past = asOf.value !== null;
  const divisions = data && !past && (
    <Divisions
      key="divisions"
      onDone={() => {
        setTurn(turn + 1);
        again();
      }}
    />
  );
  return (
    <>
      <div class="heading">
        <h1>{pageName("roster")}</h1>
      </div>
      {past && <p class="note">{t().chooseNow}</p>}
      {data && !past && <InstallingSteps divisions={!first} place={place} />}
      {first && !past && <p class="lead">{w().rosterPage.divisionsFirst}</p>}
      {first && divisions}
      {!first && <CommunityFinder key={turn} within={place} choose={(one) => change({ community: one.id, name: one.name })} />}
      {!past && <UndoImport onDone={() => setTurn(turn + 1)} />}
      {!first && divisions}
      {!past && me.may.includes("places.import") && <Imports place={null} turn={turn} onDone={again} />}
    </>
  );
}

function Divisions({ onDone }: { readonly onDone: () => void }) {
  return (
    <Import
      id="step-divisions" title={w().rosterPage.divisions} help={w().rosterPage.divisionsHelp} preview="/places/preview" apply="/places" fields={{}}
      onDone={onDone}
    />
  );
}

function OfCommunity({ me, place }: PageProps) {
  const [turn, setTurn] = useState(0);
  const { data, problem, again } = useLoad<Places>(asKnown(below(place, "compound")));
  const catalogue = useLoad<Catalogue>("/catalogue").data;
  const changed = () => {
    again();
    setTurn((now) => now + 1);
  };
  const acts = useActs(changed);
  const compounds = data?.places ?? [];
  const past = asOf.value !== null;
  const [here, setHere] = useState(place);
  return (
    <>
      <div class="heading">
        <h1>{pageName("roster")}</h1>
        <ExportBar
          me={me}
          tables={[
            { table: "roster", title: here.name, query: { place: here.id, ...knownQuery() } },
            { table: "imports", title: i().title, query: { place: place.id, ...knownQuery() } },
          ]}
        />
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {!past && me.may.includes("invite") && <FirstSteps key={turn} place={place} />}
      {!past && (
        <div class="roster-said">
          <ActSlot acts={acts} />
          <UndoImport onDone={changed} />
        </div>
      )}
      {catalogue && (
        <PlacesTree
          top={place} acts={acts} kind={placeKind(catalogue)} canChange={!past && me.may.includes("register")} turn={turn} onChanged={again}
          onMove={setHere}
        />
      )}
      {!past && <Making me={me} place={place} compounds={compounds} changed={changed} />}
      <Imports place={place.id} turn={turn} onDone={changed} />
      {catalogue && <PolicyPanel policy={catalogue.policy} on={day(asOf.value ?? me.time.now)} />}
    </>
  );
}

interface MakingProps extends PageProps {
  readonly compounds: readonly PlaceRow[];
  readonly changed: () => void;
}

/** What adds to the roster, and the cards of what stands on it. */
function Making({ me, place, compounds, changed }: MakingProps) {
  return (
    <>
      <Import
        id="step-roster" title={w().rosterPage.importTitle} help={w().rosterPage.importHelp} preview="/rosters/preview" apply="/rosters"
        fields={{ place: place.id }} asks onDone={changed}
        table={me.may.includes("export") ? "/rosters/preview/table" : undefined} names={me.may.includes("export.names")}
      >
        <Template />
      </Import>
      {compounds.length > 0 && <Generator compounds={compounds} onDone={changed} />}
      {compounds.length > 0 && me.may.includes("cards") && <Cards compounds={compounds} />}
    </>
  );
}

/** An empty roster to fill in. */
function Template() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const take = () => {
    setProblem(null);
    void download("/rosters/template", "roster.csv").catch(setProblem);
  };
  return (
    <>
      <button type="button" onClick={take}>
        {w().rosterPage.template}
      </button>
      <span class="bad" role="status">
        {problem && problemWords(problem)}
      </span>
    </>
  );
}

/** The kind of places with the policy's sessions to choose from, instead of their ids to type. */
function placeKind({ kinds, policy }: Catalogue): Kind {
  const kind = kinds["place"] as Kind;
  const sessions: FieldSpec = { type: "choices", label: kind.fields["sessions"]?.label ?? { zh: "", en: "" }, choices: policy.sessions };
  return { ...kind, fields: { ...kind.fields, sessions } };
}
