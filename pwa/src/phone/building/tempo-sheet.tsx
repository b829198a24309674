/** One polite question after a round that was faster than walking; any answer closes it, nothing is blocked. */

import { Sheet } from "../../ui/sheet";
import { words } from "../../words";
import { sayLater, tempoQuestion } from "./round-acts";

interface Props {
  readonly question: { readonly doors: number; readonly seconds: number; readonly recordIds: readonly string[] };
}

export function TempoSheet({ question }: Props) {
  const w = words.value;
  const close = () => {
    tempoQuestion.value = null;
  };
  return (
    <Sheet
      title={w.building.tempoTitle(question.doors, question.seconds)}
      onClose={close}
      foot={
        <div class="row">
          <button type="button" class="button" onClick={() => void sayLater(question.recordIds)}>{w.building.tempoLater}</button>
          <button type="button" class="button" onClick={close}>{w.building.tempoReal}</button>
        </div>
      }
    >
      {null}
    </Sheet>
  );
}
