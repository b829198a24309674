/** A field of a record by its label, and its value in the words of its kind. */

import type { ComponentChildren } from "preact";
import { type Kind, shown } from "../register/form";
import { moment, say } from "../words";
import { t } from "./words";

interface Props {
  readonly name: string;
  readonly value: unknown;
  readonly kind: Kind | undefined;
  readonly children?: ComponentChildren;
}

export function Said(props: Props) {
  return (
    <>
      <dt>{labelOf(props)}</dt>
      <dd>
        <Value {...props} /> {props.children}
      </dd>
    </>
  );
}

function labelOf({ kind, name }: Props): string {
  if (name === "_why") return t().why;
  if (name === "_void") return t().voids;
  return say(kind?.fields[name]?.label) || name;
}

function Value({ name, value, kind }: Props) {
  return <>{kind ? shown(kind, name, value, moment) : JSON.stringify(value)}</>;
}

Said.Value = Value;
