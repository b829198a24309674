/** Lists of duties that are no posts: teams, shifts, channels, care; grids and gates. */

import type { ComponentChildren } from "preact";
import { type Acts, r } from "../register/acts";
import { type Kind, shown } from "../register/form";
import { ScrollTable } from "../scroll-table";
import { say } from "../words";
import { type Editing, FIELDS, p } from "./editing";
import { type Duty, type PeopleData, placeName } from "./types";

interface Props {
  readonly id: string;
  readonly title: string;
  readonly kind: keyof typeof FIELDS;
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly duties: readonly Duty[];
  readonly note?: string;
  readonly add?: string;
  readonly canAdd?: boolean;
  readonly onAdd?: () => void;
  readonly edit: (editing: Editing) => void;
  readonly end: (duty: Duty) => void;
  readonly moment: (ms: number) => string;
  /** What is shown is over: nothing of it can be changed. */
  readonly past: boolean;
  readonly children?: ComponentChildren;
}

export function Duties(props: Props) {
  const kind = props.kinds[props.kind] as Kind;
  const fields = FIELDS[props.kind];
  const heads = [p().place, ...fields.map((name) => say(kind.fields[name]?.label))];
  return (
    <section class="panel" aria-labelledby={props.id}>
      <div class="toolbar">
        <h2 id={props.id}>{props.title}</h2>
        {props.add && !props.past && props.canAdd && (
          <button onClick={props.onAdd}>
            {props.add}
          </button>
        )}
        {props.children}
      </div>
      {props.note && <p class="note">{props.note}</p>}
      {!props.duties.length ? (
        <p class="note">{props.add && !props.canAdd && !props.past ? p().compoundFirst : p().empty}</p>
      ) : (
        <ScrollTable within label={props.title} heads={props.past ? heads : [...heads, { hidden: r().edit }]}>
          {props.duties.map((duty) => (
            <Row key={duty.record} {...props} duty={duty} kind={kind} fields={fields} />
          ))}
        </ScrollTable>
      )}
    </section>
  );
}

type RowProps = Omit<Props, "kind"> & { duty: Duty; kind: Kind; fields: readonly string[] };

function Row({ duty, kind, fields, edit, end, moment, past }: RowProps) {
  const which = <span class="hidden"> {placeName(duty.place)}</span>;
  return (
    <tr>
      <th scope="row">{placeName(duty.place)}</th>
      {fields.map((name) => (
        <td key={name}>{shown(kind, name, duty.fields[name], moment)}</td>
      ))}
      {!past && (
        <td class="acts">
          <button onClick={() => edit({ kind: duty.kind, fields, duty, places: [duty.place] })}>
            {r().edit}
            {which}
          </button>{" "}
          <button onClick={() => end(duty)}>
            {r().end}
            {which}
          </button>
        </td>
      )}
    </tr>
  );
}

interface GridsProps {
  readonly grids: PeopleData["grids"];
  readonly leads: readonly Duty[];
  readonly today: string;
  readonly past: boolean;
  readonly name: (grid: string) => void;
}

export function Grids({ grids, leads, today, past, name }: GridsProps) {
  return (
    <section class="panel" aria-labelledby="grids">
      <h2 id="grids">{p().grids}</h2>
      {!grids.length && <p class="note">{past ? p().empty : p().noGrid}</p>}
      <ul class="rows">
        {grids.map((grid) => (
          <li key={grid.name}>
            <b>{p().gridOf(grid.name, grid.buildings.length)}</b> {grid.buildings.join("、")} · <LedBy lead={leadOf(grid.name, leads, today)} />{" "}
            {!past && !leadOf(grid.name, leads, today) && (
              <button type="button" onClick={() => name(grid.name)}>
                {p().addGridLead}
                <span class="hidden"> {grid.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Who leads a grid today; a lead whose days are over or to come is none. */
function leadOf(grid: string, leads: readonly Duty[], today: string): Duty | undefined {
  const before = (one: unknown, other: unknown) => typeof one === "string" && typeof other === "string" && one < other;
  const holds = ({ fields }: Duty) => !before(fields["until_on"], today) && !before(today, fields["since_on"]);
  return leads.find((one) => one.fields["grid"] === grid && holds(one));
}

function LedBy({ lead }: { readonly lead: Duty | undefined }) {
  if (!lead) return <span class="lacking">{p().noLead}</span>;
  return <>{[lead.fields["lead"], lead.fields["deputy"]].filter(Boolean).join(" / ")}</>;
}

export function Gates({ gates, acts, past }: { readonly gates: PeopleData["gates"]; readonly acts: Acts; readonly past: boolean }) {
  const set = (id: string, open: boolean) =>
    void acts.change("/register", { kind: "place", place: id, fields: { tags: open ? ["open"] : [] } }, r().saved);
  return (
    <section class="panel" aria-labelledby="gates">
      <h2 id="gates">{p().gates}</h2>
      {!gates.length && <p class="note">{past ? p().empty : p().noGate}</p>}
      <ul class="rows">
        {gates.map((gate) => (
          <li key={gate.id}>
            <b>{placeName(gate)}</b> {gate.open ? p().openGate : p().shutGate}{" "}
            {!past && (
              <button disabled={acts.busy} onClick={() => set(gate.id, !gate.open)}>
                {gate.open ? p().setShut : p().setOpen}
                <span class="hidden"> {gate.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
