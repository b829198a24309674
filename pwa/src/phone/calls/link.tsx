/** 打电话: the telephone's own dialler, and the question that waits for whoever comes back. */

import { recordsOf } from "../../store/records";
import type { Place } from "../../store/types";
import { calls } from "../../words/phone/calls";
import { placeText } from "../forms/place-select";
import { wordsOf } from "../page-words";
import type { Round } from "../rounds";
import { callOut } from "./pending";

const t = wordsOf(calls);

/** The number of a door, where this phone holds it whole: a masked one would ring somewhere else. */
export function phoneOf(place: string): string | null {
  const phone = recordsOf("contact").value.find((one) => one.place === place)?.fields.phone;
  return typeof phone === "string" && /\d/.test(phone) && !phone.includes("*") ? phone.replace(/[^+\d]/g, "") : null;
}

/** On the door's sheet, where a fever asks for a call to the community, it says whom it rings. Nothing where no number is known. The question stands behind the dialler already, so no browser has to tell of the return. */
export function CallLink({ household, round, onOut }: { readonly household: Place; readonly round: Round; readonly onOut?: () => void }) {
  const phone = phoneOf(household.id);
  if (phone === null) return null;
  const out = () => {
    onOut?.();
    callOut(household, round);
  };
  return <a class="button" href={`tel:${phone}`} onClick={out}>{onOut ? t().callDoor : t().call}<span class="vh"> {placeText(household)}</span></a>;
}
