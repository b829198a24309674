/** 人员分工: leads and deputies, grids, teams, rosters, supply, care, gates; every change undoable. */

import { useState } from "preact/hooks";
import { asKnown, asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import { FindDoor } from "../find-door";
import { useLoad } from "../load";
import { pageName, type PageProps } from "../page";
import { ProblemNote } from "../problem";
import { type Acts, ActSlot, r, useActs } from "../register/acts";
import { before, type Kind, RecordForm, type Values } from "../register/form";
import { moment, say, w } from "../words";
import { Duties, Gates, Grids } from "./duties";
import { type Editing, FIELDS, p } from "./editing";
import { EndAccess } from "./end-access";
import { Posts } from "./posts";
import { type Access, type Duty, type DutyPlace, type PeopleData, placeName } from "./types";

export function PeoplePage({ me, place }: PageProps) {
  const loaded = useLoad<PeopleData>(asKnown(`/people?place=${encodeURIComponent(place.id)}`));
  const kinds = useLoad<{ readonly kinds: Readonly<Record<string, Kind>> }>("/catalogue").data?.kinds;
  const acts = useActs(loaded.again);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [ending, setEnding] = useState<{ place: DutyPlace; access: readonly Access[] } | null>(null);
  const data = loaded.data;
  const past = asOf.value !== null;
  const query = { place: place.id, ...knownQuery() };

  async function save(values: Values, chosen: string | null): Promise<boolean> {
    if (!editing) return true;
    const at = editing.duty?.place.id ?? chosen ?? editing.places[0]?.id;
    // The form tells what differs from what it began with; a new record says that too.
    const said = editing.duty ? values : { ...editing.values, ...values };
    const fields = editing.kind === "duty_shift" && !editing.duty ? { ...said, stage: "planned" } : said;
    return acts.change("/register", { kind: editing.kind, place: at, record: editing.duty?.record ?? null, fields, before: before(editing.duty?.fields ?? {}, fields) }, r().saved);
  }

  async function end(duty: Duty): Promise<void> {
    const body = { kind: duty.kind, place: duty.place.id, record: duty.record };
    if (!(await acts.change("/register/void", body, r().gone))) return;
    const access = data?.posts.find((each) => each.place.id === duty.place.id)?.access ?? [];
    if (duty.kind === "assignment" && access.length) setEnding({ place: duty.place, access });
  }

  return (
    <>
      <div class="heading">
        <h1>{pageName("people")}</h1>
        {data && (
          <ExportBar
            me={me}
            tables={[
              { table: "people", title: pageName("people"), query },
              { table: "channels", title: p().channels, query },
              { table: "care", title: p().care, query },
            ]}
          />
        )}
      </div>
      {!past && <p class="note">{p().lead}</p>}
      {loaded.problem && <ProblemNote problem={loaded.problem} again={loaded.again} />}
      {(!data || !kinds) && !loaded.problem && <p class="wait">{w().loading}</p>}
      {!past && <ActSlot acts={acts} />}
      {ending && !past && <EndAccess {...ending} acts={acts} close={() => setEnding(null)} again={loaded.again} />}
      {data && kinds && <Sections data={data} kinds={kinds} acts={acts} edit={setEditing} end={(duty) => void end(duty)} scope={place.id} />}
      {editing && kinds && !past && (
        <RecordForm
          key={editing.duty?.record ?? editing.kind}
          kind={kinds[editing.kind] as Kind}
          title={titleOf(editing, kinds)}
          fields={editing.fields}
          values={editing.duty?.fields ?? editing.values ?? {}}
          names={namesIn(data)}
          onSave={save}
          problem={acts.said?.bad ? acts.said.text : null}
          onClose={() => setEditing(null)}
          {...(editing.places.length > 1 ? { places: editing.places.map((each) => ({ id: each.id, name: placeName(each) })) } : {})}
        />
      )}
    </>
  );
}

function titleOf(editing: Editing, kinds: Readonly<Record<string, Kind>>): string {
  const at = editing.duty?.place ?? (editing.places.length === 1 ? editing.places[0] : undefined);
  return p().newOf(say(kinds[editing.kind]?.label), at ? placeName(at) : "");
}

/** Everybody who is named on the page: offered while typing. */
function namesIn(data: PeopleData | null): readonly string[] {
  const said = (data?.posts ?? []).flatMap((each) => [
    ...each.access.map((one) => one.user.name),
    each.assignment?.fields["lead"],
    each.assignment?.fields["deputy"],
  ]);
  return [...new Set(said.filter((each): each is string => typeof each === "string" && each !== ""))].sort();
}

interface SectionsProps {
  readonly data: PeopleData;
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly acts: Acts;
  readonly edit: (editing: Editing) => void;
  readonly end: (duty: Duty) => void;
  readonly scope: string;
}

function Sections({ data, kinds, acts, edit, end, scope }: SectionsProps) {
  const compounds = data.posts.filter((each) => each.place.type === "compound").map((each) => each.place);
  const add = (kind: keyof typeof FIELDS, places: readonly DutyPlace[]) => () => edit({ kind, fields: FIELDS[kind], duty: null, places });
  const past = asOf.value !== null;
  const common = { kinds, edit, end, moment, past };
  return (
    <>
      <Posts posts={data.posts} today={data.today} edit={edit} end={end} past={past} />
      <Grids
        grids={data.grids} leads={data.grid_leads} today={data.today} past={past}
        name={(grid) => edit({ kind: "grid_lead", fields: FIELDS.grid_lead, duty: null, places: compounds, values: { grid } })}
      />
      <Duties
        {...common} id="grid-leads" title={p().gridLeads} add={p().addGridLead} kind="grid_lead" duties={data.grid_leads} note={p().gridLeadsNote}
        onAdd={add("grid_lead", compounds)} canAdd={compounds.length > 0}
      />
      <Duties {...common} id="teams" title={p().teams} add={p().addTeam} kind="team" duties={data.teams} onAdd={add("team", compounds)} canAdd={compounds.length > 0} />
      <Duties
        {...common} id="shifts" title={p().shifts} add={p().addShift} kind="duty_shift" duties={data.shifts} note={p().shiftsNote}
        onAdd={add("duty_shift", [...data.gates, ...compounds])} canAdd={compounds.length > 0}
      />
      <Duties
        {...common} id="channels" title={p().channels} add={p().addChannel} kind="supply_channel" duties={data.channels}
        onAdd={add("supply_channel", compounds)} canAdd={compounds.length > 0}
      />
      <Duties {...common} id="care" title={p().care} kind="special_care" duties={data.care}>
        {!past && <FindDoor scope={scope} choose={(door) => edit({ kind: "special_care", fields: FIELDS.special_care, duty: null, places: [{ ...door, type: "household", compound: null }] })} />}
      </Duties>
      <Gates gates={data.gates} acts={acts} past={past} />
    </>
  );
}
