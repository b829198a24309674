/** One record to the bottom: what it says, every op behind it, each as it was written. */

import { asKnown } from "../asof";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import type { PageProps } from "../page";
import { ProblemNote } from "../problem";
import { route } from "../route";
import type { RecordPage } from "../types";
import { moment, w } from "../words";

export function RecordView({ me }: PageProps) {
  const id = route.value.params["id"] ?? "";
  const { data, problem, again } = useLoad<RecordPage>(asKnown(`/records/${encodeURIComponent(id)}`));
  return (
    <>
      <p>
        <a
          href="/desk/"
          onClick={(event) => {
            event.preventDefault();
            event.stopPropagation();
            history.back();
          }}
        >
          ‹ {w().back}
        </a>
      </p>
      <ExportBar me={me} tables={[]} />
      {problem && <ProblemNote problem={problem} again={again} />}
      {!data && !problem && <p class="wait">{w().loading}</p>}
      {data && <Whole page={data} />}
    </>
  );
}

function Whole({ page }: { page: RecordPage }) {
  const names = new Map(page.ops.map((op) => [op.id, op.by.name]));
  return (
    <>
      <h1>
        {w().record.title} · {page.place.name}
      </h1>
      {page.record.voided && <p class="soft warn">{w().record.voided}</p>}
      <section class="panel" aria-labelledby="fields">
        <h2 id="fields">{w().record.fields}</h2>
        <dl>
          {Object.entries(page.record.fields).map(([name, field]) => (
            <>
              <dt key={name}>{name}</dt>
              <dd key={`${name}=`}>
                {text(field.value)}
                {page.record.conflicts.includes(name) && (
                  <span class="soft warn">
                    {w().record.conflict}{" "}
                    {field.heads.map(([op, value]) => `${names.get(op) ?? op}: ${text(value)}`).join(" · ")}
                  </span>
                )}
              </dd>
            </>
          ))}
        </dl>
      </section>
      <section aria-labelledby="ops">
        <h2 id="ops">{w().record.ops}</h2>
        {page.ops.map((op) => (
          <article class="panel" key={op.id}>
            <p>
              <b>{op.by.name}</b> · {w().record.observed} {moment(op.observed[0])} · {w().record.received}{" "}
              {moment(op.received_at)} · {w().record.statuses[op.status] ?? op.status}
              {op.flags.length > 0 && ` · ${w().record.flags}: ${op.flags.join(", ")}`}
            </p>
            <p class="note">
              {w().record.replica} <code>{op.replica}</code> · {w().record.n} {op.n} · <code>{op.id}</code>
            </p>
            <details>
              <summary>{w().record.raw}</summary>
              <pre>{op.body}</pre>
            </details>
          </article>
        ))}
      </section>
    </>
  );
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join("、");
  if (typeof value === "boolean") return value ? w().yes : w().no;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
