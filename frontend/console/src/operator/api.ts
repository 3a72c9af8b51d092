import { ask } from "../api/client.ts";
import { consolePath } from "../api/reports.ts";
import type { components } from "../api/schema.d.ts";
import type { Source } from "../api/types.ts";
import type { Body } from "./body.ts";

export type Receipt = components["schemas"]["ReportReceipt"];

/** The same under the same id gets the same receipt, so it may be sent without end. */
export function sendReport(election: string, id: string, body: Body) {
  return ask<Receipt>("PUT", `/api/v1/elections/${election}/reports/${id}`, { body });
}

export function listSources(election: string, signal: AbortSignal) {
  return ask<{ items: Source[] }>("GET", consolePath(election, "sources"), { signal });
}
