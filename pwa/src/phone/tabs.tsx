/** The four places people go to by themselves; a tab shows only if the role has something there. */

import type { Book } from "../store/types";
import type { IconName } from "../ui/icon-names";
import { Icon } from "../ui/icon";
import { words } from "../words";
import { book } from "./data";
import { hrefTo } from "./route";
import { myBuildings } from "./rounds";
import { elder } from "./settings";

export type Tab = "today" | "buildings" | "todo" | "me";

const ICONS: Readonly<Record<Tab, IconName>> = { today: "house", buildings: "building-2", todo: "list-todo", me: "user-round" };

function tabsOf(from: Book | null): readonly Tab[] {
  const buildings = from !== null && myBuildings(from).length > 0;
  if (elder.value) return buildings ? ["today", "buildings", "me"] : ["today", "me"];
  return buildings ? ["today", "buildings", "todo", "me"] : ["today", "todo", "me"];
}

export function Tabs({ current }: { readonly current: Tab }) {
  const w = words.value;
  return (
    <nav class="tabs" aria-label={w.app}>
      {tabsOf(book.value).map((tab) => (
        <a key={tab} href={hrefTo(tab)} aria-current={tab === current ? "page" : undefined}>
          <Icon name={ICONS[tab]} />
          {w.tabs[tab]}
        </a>
      ))}
    </nav>
  );
}
