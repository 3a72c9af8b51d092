import { ask } from "../api/client.ts";
import { consolePath } from "../api/reports.ts";
import type { components } from "../api/schema.d.ts";
import type { BulkAsked } from "./actions.ts";

export type BulkResult = components["schemas"]["BulkOut"];
export type BulkItem = components["schemas"]["BulkItem"];

const PATIENCE_MS = 60_000;

/** Only a trial may be sent twice: of the change itself a second one would find nothing left to do. */
export function changeMany(election: string, body: BulkAsked) {
  const path = consolePath(election, "bulk");
  return ask<BulkResult>("POST", path, { body, named: body.dry_run, patienceMs: PATIENCE_MS });
}

export function undoMany(election: string, bulk: string) {
  return ask<BulkResult>("POST", consolePath(election, `bulk/${bulk}/undo`), { patienceMs: PATIENCE_MS });
}
