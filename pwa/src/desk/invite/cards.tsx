/** An invitation to scan: one on the screen, several on a sheet of paper. */

import { Copy } from "../copy";
import { moment, w } from "../words";
import type { Made } from "./types";
import { t } from "./words";

const picture = (made: Made) => `data:image/svg+xml;utf8,${encodeURIComponent(made.qr_svg)}`;

export function Card({ made }: { readonly made: Made }) {
  return (
    <section class="panel invitation" aria-live="polite">
      <h2>{made.name}</h2>
      <img alt={w().invite.link} src={picture(made)} width="240" height="240" />
      <p class="code">
        {w().invite.code}: <b>{made.code}</b>
      </p>
      <p>{w().invite.scan}</p>
      <p class="note">{w().invite.expires(moment(made.expires_at))}</p>
      <button onClick={() => print()}>{w().invite.print}</button> <Copy text={made.url}>{w().invite.copy}</Copy>
    </section>
  );
}

/** Cards to cut apart, four on a page. */
export function Sheet({ made }: { readonly made: readonly Made[] }) {
  return (
    <section class="panel invitation-sheet" aria-labelledby="sheet" aria-live="polite">
      <div class="toolbar">
        <h2 id="sheet">{t().sheet(made.length)}</h2>
        <button class="primary" onClick={() => print()}>
          {t().printSheet}
        </button>
      </div>
      <p class="note">{t().cut}</p>
      <ul class="invitation-cards">
        {made.map((each) => (
          <li key={each.id}>
            <h3>{each.name}</h3>
            <p>{each.places}</p>
            <img alt={w().invite.link} src={picture(each)} width="180" height="180" />
            <p class="code">
              {w().invite.code}: <b>{each.code}</b>
            </p>
            <p class="note">{w().invite.expires(moment(each.expires_at))}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
