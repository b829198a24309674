/** Choosing one of the places that this phone holds, by the browser's own list: it works with any thumb and any reader. */

import type { Book, Place } from "../../store/types";
import { words } from "../../words";
import { buildingName } from "../building/state";
import { book } from "../data";
import { above } from "../rounds";
import { forms as formsWords } from "../../words/phone/forms";
import { wordsOf } from "../page-words";

const t = wordsOf(formsWords);

/** "3栋 1302", "3栋 大厅", "东门". */
export function placeText(place: Place): string {
  const held = book.value?.places;
  const building = held ? above(place, held, "building") : undefined;
  if (place.type === "building") return buildingName(place, words.value);
  const own = place.door ?? place.name;
  return building ? `${buildingName(building, words.value)} ${own}` : own;
}

/** Every door that the phone holds, as people count: 201 before 1001. */
export function householdsOf(from: Book): readonly Place[] {
  return placesOfTypes(from, ["household"]);
}

export function placesOfTypes(from: Book, types: readonly string[]): readonly Place[] {
  const named = [...from.places.values()].filter((p) => types.includes(p.type)).map((place) => ({ place, text: placeText(place) }));
  return named.sort((a, b) => a.text.localeCompare(b.text, "zh", { numeric: true })).map(({ place }) => place);
}

interface Props {
  readonly label: string;
  readonly places: readonly Place[];
  readonly value: string;
  readonly onChoose: (id: string) => void;
}

export function PlaceSelect({ label, places, value, onChoose }: Props) {
  return (
    <select class="input" aria-label={label} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
      <option value="">{t().choose}</option>
      {places.map((place) => <option key={place.id} value={place.id}>{placeText(place)}</option>)}
    </select>
  );
}
