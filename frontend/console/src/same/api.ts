import { ask } from "../api/client.ts";
import { consolePath } from "../api/reports.ts";
import type { Candidates } from "../api/types.ts";

export type Of = "reports" | "incidents";

/** Asking is on record, like opening what is suggested. */
export function listCandidates(election: string, of: Of, id: string, signal: AbortSignal) {
  return ask<Candidates>("GET", consolePath(election, `${of}/${id}/candidates`), { signal });
}

/** In either order; twice is once. */
export function setApart(election: string, one: string, other: string) {
  return ask<void>("PUT", consolePath(election, `apart/${one}/${other}`));
}

export function takeApartBack(election: string, one: string, other: string) {
  return ask<void>("DELETE", consolePath(election, `apart/${one}/${other}`));
}
