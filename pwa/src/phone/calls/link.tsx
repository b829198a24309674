/** 打电话: the telephone's own dialler, and the question that waits for whoever comes back. */

import { recordsOf } from "../../store/records";
import type { Place } from "../../store/types";
import { calls } from "../../words/phone/calls";
import { placeText } from "../forms/place-select";
import { wordsOf } from "../page-words";
import type { Round } from "../rounds";
import { callOut } from "./pending";

const t = wordsOf(calls);

/** A number as the dialler takes it; null for none, and for a masked one, which would ring somewhere else. */
export function dialled(phone: unknown): string | null {
  return typeof phone === "string" && /\d/.test(phone) && !phone.includes("*") ? phone.replace(/[^+\d]/g, "") : null;
}

/** The number of a door, where this phone holds it whole. */
export function phoneOf(place: string): string | null {
  return dialled(recordsOf("contact").value.find((one) => one.place === place)?.fields.phone);
}

/** On the door's sheet, where a fever asks for a call to the community, it says whom it rings. Nothing where no number is known. The question stands behind the dialler already, so no browser has to tell of the return. */
export function CallLink({ household, round, onOut }: { readonly household: Place; readonly round: Round; readonly onOut?: () => void }) {
  const phone = phoneOf(household.id);
  if (phone === null) return null;
  const out = () => {
    onOut?.();
    void callOut(household, round);
  };
  return <a class="button" href={`tel:${phone}`} onClick={out}>{onOut ? t().callDoor : t().call}<span class="vh"> {placeText(household)}</span></a>;
}
