/** What a screen says of a thing it cannot find: until the first download is done nobody knows. */

import { words } from "../words";
import { book } from "./data";

export function absent(none: string): string {
  return book.value?.complete === false ? words.value.today.firstDownload : none;
}
