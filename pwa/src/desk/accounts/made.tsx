/** A one-time code, shown once: to be told, copied or printed. */

import { useEffect, useRef } from "preact/hooks";
import { Copy } from "../copy";
import { moment } from "../words";
import { type Made, t } from "./types";

export function MadeCode({ made }: { readonly made: Made }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // It is what comes next, and it is told only here.
  useEffect(() => heading.current?.focus(), [made]);
  return (
    <section class="panel account-code" aria-labelledby="account-code">
      <h2 id="account-code" ref={heading} tabIndex={-1}>
        {t().madeTitle(made.name)}
      </h2>
      <dl>
        <dt>{t().account}</dt>
        <dd>
          <b>{made.account}</b>
        </dd>
        <dt>{t().madeCode}</dt>
        <dd>
          <b class="account-digits">{`${made.code.slice(0, 4)} ${made.code.slice(4)}`}</b>
        </dd>
      </dl>
      <p>{t().madeHow}</p>
      <p class="note">{t().madeOnce(moment(made.expires_at))}</p>
      <button onClick={() => print()}>{t().print}</button> <Copy text={made.url}>{t().copy}</Copy>
    </section>
  );
}
