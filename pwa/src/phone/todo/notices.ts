/** What needs a look: about records here; what this phone or browser cannot do stands with the storage. */

import { computed } from "@preact/signals";
import type { Notice } from "../../store/types";
import { attention } from "../data";

const ABOUT_PHONE: ReadonlySet<string> = new Set(["not_persisted", "no_secure_context", "no_service_worker", "no_locks", "private_mode", "disk_full", "clock_off"]);

export const aboutRecords = computed<readonly Notice[]>(() => attention.value.filter((n) => !ABOUT_PHONE.has(n.code)));
export const aboutPhone = computed<readonly Notice[]>(() => attention.value.filter((n) => ABOUT_PHONE.has(n.code)));
