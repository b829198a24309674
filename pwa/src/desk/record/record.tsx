/** One record to the bottom: what it says, every op behind it as it was written, and changing it. */

import "./record.css";
import { asKnown, asOf } from "../asof";
import { nameOf } from "../by";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import type { PageProps } from "../page";
import { ProblemNote } from "../problem";
import type { Kind } from "../register/form";
import { route } from "../route";
import type { Me, RecordPage } from "../types";
import { moment, roundName, say, w } from "../words";
import { Changes } from "./changes";
import { Said } from "./said";
import { t } from "./words";

type Kinds = Readonly<Record<string, Kind>>;

export function RecordView({ me }: PageProps) {
  const id = route.value.params["id"] ?? "";
  const { data, problem, again } = useLoad<RecordPage>(asKnown(`/records/${encodeURIComponent(id)}`));
  const kinds = useLoad<{ readonly kinds: Kinds }>("/catalogue").data?.kinds;
  return (
    <>
      <p class="back">
        <a
          href="/desk/"
          onClick={(event) => {
            event.preventDefault();
            event.stopPropagation();
            history.back();
          }}
        >
          ‹ {t().back}
        </a>
      </p>
      {problem && !data && <h1>{t().title}</h1>}
      {problem && (problem.status === 404 ? <p class="empty">{t().notFound}</p> : <ProblemNote problem={problem} again={again} />)}
      {(!data || !kinds) && !problem && <p class="wait">{w().loading}</p>}
      {data && kinds && <Whole key={data.record.id} me={me} page={data} kind={kinds[data.record.kind]} again={again} />}
    </>
  );
}

interface WholeProps {
  readonly me: Me;
  readonly page: RecordPage;
  readonly kind: Kind | undefined;
  readonly again: () => void;
}

function Whole({ me, page, kind, again }: WholeProps) {
  const { record } = page;
  return (
    <>
      <div class="heading">
        <h1>
          {say(page.kind_label) || t().title} · {page.path.slice(-1).join("")} {page.place.name}
        </h1>
        {record.slot && <p class="note">{roundName(record.slot)}</p>}
        <ExportBar me={me} tables={[]} />
      </div>
      {record.voided && <p class="soft warn">{t().voided}</p>}
      {page.amendable && asOf.value === null && kind && <Changes page={page} kind={kind} again={again} />}
      <section class="panel" aria-labelledby="fields">
        <h2 id="fields">{t().fields}</h2>
        <Fields page={page} kind={kind} />
      </section>
      <section aria-labelledby="ops">
        <h2 id="ops">
          {t().ops} <span class="note">{t().times(page.ops.length)}</span>
        </h2>
        <ol class="plain">
          {page.ops.map((op, at) => (
            <Op key={op.id} op={op} first={at === 0} kind={kind} />
          ))}
        </ol>
      </section>
    </>
  );
}

function Fields({ page, kind }: Pick<WholeProps, "page" | "kind">) {
  const { record } = page;
  const names = new Map(page.ops.map((op) => [op.id, nameOf(op.by)]));
  return (
    <dl>
      {inOrder(record.fields, kind).map(([name, field]) => (
        <Said key={name} name={name} value={field.value} kind={kind}>
          {record.conflicts.includes(name) && (
            <span class="soft warn">
              {t().conflict}{" "}
              {field.heads.map(([op, value], at) => (
                <span key={op}>
                  {at > 0 && " · "}
                  {names.get(op) ?? op}: <Said.Value name={name} value={value} kind={kind} />
                </span>
              ))}
            </span>
          )}
        </Said>
      ))}
    </dl>
  );
}

/** The fields in the order that the kind asks for them. */
function inOrder<T>(fields: Readonly<Record<string, T>>, kind: Kind | undefined): [string, T][] {
  const order = Object.keys(kind?.fields ?? {});
  return Object.entries(fields).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

interface OpProps {
  readonly op: RecordPage["ops"][number];
  readonly first: boolean;
  readonly kind: Kind | undefined;
}

function Op({ op, first, kind }: OpProps) {
  const { _void: voids, _why: why, ...fields } = op.said;
  const done = voids === undefined ? (first ? t().opened : t().corrected) : voids ? t().voids : t().restores;
  return (
    <li class="panel">
      <p>
        <b>{nameOf(op.by)}</b> {done} · {t().observed} {moment(op.observed[0])} · {t().received} {moment(op.received_at)} ·{" "}
        {t().statuses[op.status] ?? op.status}
        {op.flags.length > 0 && ` · ${t().flags}: ${op.flags.map((flag) => t().flagged[flag] ?? flag).join("、")}`}
      </p>
      {typeof why === "string" && (
        <p>
          {t().why}: {why}
        </p>
      )}
      <dl>
        {Object.entries(fields).map(([name, value]) => (
          <Said key={name} name={name} value={value} kind={kind} />
        ))}
      </dl>
      <p class="note">
        {t().replica} <code>{op.replica}</code> · {t().n} {op.n} · <code>{op.id}</code>
      </p>
      {op.body !== null && (
        <details>
          <summary>{t().raw}</summary>
          <pre>{op.body}</pre>
        </details>
      )}
    </li>
  );
}
