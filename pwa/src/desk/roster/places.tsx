/** The tree of a community: opened level by level, changed by hand, every change undoable. */

import { useEffect, useState } from "preact/hooks";
import { roster } from "../../words/desk/roster";
import { asKnown, asOf } from "../asof";
import { Confirm } from "../confirm";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import { type Acts, r } from "../register/acts";
import { type Kind, RecordForm, shown, type Values } from "../register/form";
import type { PlaceRow } from "../types";
import { moment, w, wordsOf } from "../words";

const t = wordsOf(roster);
const A_PAGE = 50;
/** What may be added below what, as `server/register/places.py` has it. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  community: ["compound"], village: ["compound"], compound: ["area", "gate"],
  building: ["stairwell", "area"], stairwell: ["household", "area"],
};
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  area: ["name", "area_kind", "cleaned_by", "sessions"], household: ["name", "floor"],
};

type TreePlace = PlaceRow & { readonly about: Values };

interface Props {
  readonly top: PlaceRow;
  readonly acts: Acts;
  readonly kind: Kind;
  readonly canChange: boolean;
  readonly turn: number;
  readonly onChanged: () => void;
  /** Where the tree has been opened, so that the page can give the same rows away. */
  readonly onMove: (here: PlaceRow) => void;
}

interface Editing {
  readonly place: TreePlace | null;
  readonly type: string;
}

export function PlacesTree({ top, acts, kind, canChange, turn, onChanged, onMove }: Props) {
  const [path, setPath] = useState<readonly PlaceRow[]>([]);
  const [page, setPage] = useState(0);
  const [editing, setEditing] = useState<Editing | null>(null);
  const here = path[path.length - 1] ?? top;
  const { data, problem, again } = useLoad<{ places: readonly TreePlace[] }>(asKnown(`/places?parent=${encodeURIComponent(here.id)}`));
  useEffect(() => {
    if (turn) again();
  }, [turn]);
  const rows = data?.places ?? [];
  const pages = Math.max(1, Math.ceil(rows.length / A_PAGE));
  const move = (to: readonly PlaceRow[]) => (setPath(to), setPage(0), onMove(to[to.length - 1] ?? top));

  async function act(path_: string, body: unknown, done: string): Promise<boolean> {
    const stored = await acts.change(path_, body, done);
    if (stored) onChanged();
    return stored;
  }

  async function save(values: Values): Promise<boolean> {
    if (!editing) return true;
    if (editing.place) return act("/register", { kind: "place", place: editing.place.id, fields: values }, r().saved);
    return act("/register/places", { parent: here.id, type: editing.type, ...newPlace(editing.type, values) }, t().added);
  }

  return (
    <section class="panel" id="step-areas" aria-labelledby="tree">
      <div class="toolbar">
        <h2 id="tree">{t().tree}</h2>
        <Crumbs top={top} path={path} move={move} />
        {canChange &&
          (BELOW[here.type] ?? []).map((type) => (
            <button key={type} onClick={() => setEditing({ place: null, type })}>
              {t().addType(t().types[type] ?? type)}
            </button>
          ))}
      </div>
      {asOf.value === null && <p class="note">{t().treeHelp}</p>}
      {problem && <ProblemNote problem={problem} again={again} />}
      {data && !rows.length && <p class="empty">{asOf.value !== null ? t().emptyThen : BELOW[here.type]?.includes("compound") ? t().emptyCommunity : t().emptyHere}</p>}
      <ul class="rows">
        {rows.slice(page * A_PAGE, (page + 1) * A_PAGE).map((each) => (
          <li key={each.id} class={`place-row place-${each.type}`}>
            <Row
              place={each}
              kind={kind}
              canChange={canChange}
              open={() => move([...path, each])}
              edit={() => setEditing({ place: each, type: each.type })}
              act={act}
            />
          </li>
        ))}
      </ul>
      {pages > 1 && (
        <p class="toolbar">
          <button disabled={page === 0} onClick={() => setPage(page - 1)}>
            {t().back}
          </button>
          {t().pageOf(page + 1, pages)}
          <button disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>
            {t().forward}
          </button>
        </p>
      )}
      {editing && (
        <RecordForm
          kind={kind}
          title={editing.place?.name ?? t().addType(t().types[editing.type] ?? editing.type)}
          fields={FIELDS[editing.type] ?? ["name"]}
          {...(FIELDS[editing.type]?.includes("sessions") ? { help: t().sessionsHelp } : {})}
          values={editing.place ? { ...editing.place.about, name: editing.place.name } : {}}
          onSave={save}
          problem={acts.said?.bad ? acts.said.text : null}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}

/** In which rounds a place is due; in every one, where none is named. */
function rounds(kind: Kind, named: unknown): string {
  return Array.isArray(named) && named.length ? shown(kind, "sessions", named, moment) : t().sessionsAll;
}

/** A door's number is also its name; nothing that was left empty is said. */
function newPlace(type: string, values: Values): Values {
  const said = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  return type === "household" ? { ...said, door: said["name"] } : said;
}

function Crumbs({ top, path, move }: { top: PlaceRow; path: readonly PlaceRow[]; move: (to: readonly PlaceRow[]) => void }) {
  return (
    <nav aria-label={t().tree}>
      <ol class="crumbs">
        {[top, ...path].map((each, at) => (
          <li key={each.id}>
            {at === path.length ? (
              <b aria-current="location">{each.name}</b>
            ) : (
              <button class="quiet says" onClick={() => move(path.slice(0, at))}>
                {each.name}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface RowProps {
  readonly place: TreePlace;
  readonly kind: Kind;
  readonly canChange: boolean;
  readonly open: () => void;
  readonly edit: () => void;
  readonly act: (path: string, body: unknown, done: string) => Promise<boolean>;
}

function Row({ place, kind, canChange, open, edit, act }: RowProps) {
  const households = place.counts?.["household"] ?? 0;
  const state = place.about["occupancy"];
  const which = <span class="hidden"> {place.name}</span>;
  const empty = state === "vacant";
  const mark = () => act("/register", { kind: "occupancy", place: place.id, fields: { state: empty ? "occupied" : "vacant" } }, r().saved);
  const leaf = place.type === "household" || place.type === "area" || place.type === "gate";
  return (
    <>
      <span class="chip">{t().types[place.type] ?? place.type}</span>{" "}
      {leaf ? <b>{place.name}</b> : <button class="says" aria-label={t().open(place.name)} onClick={open}>{place.name}</button>}{" "}
      {households > 0 && <span class="note">{w().rosterPage.doors(households)} </span>}
      {empty && <span class="chip look-vacant">{t().vacantMark}</span>}{" "}
      {place.type === "area" && (
        <span class="note">
          {["area_kind", "cleaned_by"].map((name) => (place.about[name] ? shown(kind, name, place.about[name], moment) : null)).filter(Boolean).join(" · ")}
          {` · ${rounds(kind, place.about["sessions"])} `}
        </span>
      )}
      {canChange && (
        <span class="acts">
          <button onClick={edit}>
            {t().rename}
            {which}
          </button>{" "}
          {place.type === "household" && (
            <button onClick={() => void mark()}>
              {empty ? t().occupied : t().vacant}
              {which}
            </button>
          )}{" "}
          <Confirm ask={t().removeSure(place.name, households)} go={() => act("/register/places/remove", { place: place.id }, t().removed)}>
            {t().remove}
            {which}
          </Confirm>
        </span>
      )}
    </>
  );
}
