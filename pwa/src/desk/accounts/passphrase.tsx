/** A new passphrase: its two fields, and what is wrong with what was typed into them. */

import { t } from "./types";

const SHORTEST = 8;

/** The new passphrase of a form, typed twice. */
export function NewPassphrase() {
  return (
    <>
      <label>
        {t().fresh}
        <input name="new" type="password" autocomplete="new-password" required />
      </label>
      <label>
        {t().again}
        <input name="again" type="password" autocomplete="new-password" required />
      </label>
    </>
  );
}

interface Typed {
  readonly fresh: string;
  /** What is wrong with it, in words; null when it will do. */
  readonly wrong: string | null;
}

/** What the two fields of a form hold. */
export function typedIn(form: FormData): Typed {
  const fresh = String(form.get("new"));
  if (fresh !== String(form.get("again"))) return { fresh, wrong: t().differ };
  return { fresh, wrong: [...fresh.normalize("NFKC")].length < SHORTEST ? t().short : null };
}
