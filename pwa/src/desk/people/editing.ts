/** What the parts of 人员分工 share: their words, the fields of each kind, and what is being edited. */

import { people } from "../../words/desk/people";
import type { Values } from "../register/form";
import { wordsOf } from "../words";
import type { Duty, DutyPlace } from "./types";

export const p = wordsOf(people);

export interface Editing {
  readonly kind: string;
  readonly fields: readonly string[];
  readonly duty: Duty | null;
  /** Where a new one goes; several: the form asks. */
  readonly places: readonly DutyPlace[];
  readonly values?: Values;
}

export const FIELDS = {
  assignment: ["lead", "deputy", "phone", "grid", "since_on", "until_on"],
  grid_lead: ["grid", "lead", "deputy", "phone", "since_on", "until_on"],
  team: ["task", "lead", "phone", "members"],
  duty_shift: ["task", "who", "started_at", "ended_at", "note"],
  supply_channel: ["goods", "state", "name", "phone", "used_on"],
  special_care: ["group", "helper", "helper_phone", "every_hours", "ended_on"],
} as const;
