/** The head of every screen: back, title, and the count of records that only this phone holds. */

import type { ComponentChildren } from "preact";
import { Icon } from "../ui/icon";
import { words } from "../words";
import { outbox } from "./data";
import { now } from "./now";
import { back } from "./route";
import { ageOf } from "./sync-line";

function OutboxPill() {
  const w = words.value;
  const { count, oldestAt } = outbox.value;
  return (
    <a class={`pill pill-${ageOf(oldestAt, now.value)}`} href="#/outbox">
      <Icon name={count > 0 ? "smartphone" : "check-check"} />
      {count > 0 ? <b class="num">{count}</b> : null}
      <span class="vh">{count > 0 ? w.sync.waiting(count) : w.sync.nothingWaits}</span>
    </a>
  );
}

interface Props {
  readonly title: ComponentChildren;
  readonly canGoBack?: boolean;
  readonly children?: ComponentChildren;
  /** Shown under the bar, still inside the header landmark. */
  readonly below?: ComponentChildren;
}

export function Bar({ title, canGoBack = false, children, below }: Props) {
  return (
    <header class="bar">
      <div class="bar-row">
        {canGoBack ? (
          <button type="button" class="bar-back" onClick={back}>
            <Icon name="chevron-left" />
            <span class="vh">{words.value.back}</span>
          </button>
        ) : null}
        <h1>{title}</h1>
        <div class="bar-end">
          {children}
          <OutboxPill />
        </div>
      </div>
      {below}
    </header>
  );
}

/** How far a round is, as a thin bar with its numbers in words. */
export function Progress({ done, total, label }: { readonly done: number; readonly total: number; readonly label: string }) {
  const share = total === 0 ? 0 : done / total;
  return (
    <div class="progress" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={total} aria-valuenow={done}>
      <span style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
