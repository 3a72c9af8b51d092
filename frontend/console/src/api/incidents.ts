import { ask } from "./client.ts";
import { consolePath } from "./reports.ts";
import type {
  Incident,
  IncidentChanges,
  IncidentQueue,
  IncidentQueueCount,
  IncidentRow,
  MergePreview,
  NextIncident,
  Page,
  PublicIncident,
  RelationKind,
  Revision,
  StepKind,
  Veracity,
} from "./types.ts";

export function listIncidents(election: string, query: URLSearchParams, signal: AbortSignal) {
  return ask<Page<IncidentRow>>("GET", consolePath(election, `incidents?${query}`), { signal });
}

export function readIncident(election: string, id: string, signal?: AbortSignal) {
  return ask<Incident>("GET", consolePath(election, `incidents/${id}`), signal ? { signal } : {});
}

/** Without what a pair rule forbids us. */
export async function countIncidentQueues(
  election: string,
  signal: AbortSignal,
): Promise<readonly IncidentQueueCount[]> {
  const path = consolePath(election, "incidents/queues");
  return (await ask<{ items: IncidentQueueCount[] }>("GET", path, { signal })).items;
}

/** `undefined`: nothing waits for us in this queue. */
export function nextIncident(election: string, queue: IncidentQueue) {
  return ask<NextIncident | undefined>("POST", consolePath(election, "incidents/queue/next"), {
    body: { queue },
  });
}

/** What the two would be as one; nothing changes. */
export function previewMerge(election: string, id: string, other: string, signal: AbortSignal) {
  return ask<MergePreview>("GET", consolePath(election, `incidents/${id}/merge-preview?with=${other}`), {
    signal,
  });
}

export function changeIncident(election: string, id: string, version: number, changes: IncidentChanges) {
  return ask<Incident>("PATCH", consolePath(election, `incidents/${id}`), { version, body: changes });
}

export function linkReport(election: string, id: string, version: number, report: string) {
  return ask<Incident>("PUT", consolePath(election, `incidents/${id}/reports/${report}`), { version });
}

export function unlinkReport(election: string, id: string, version: number, report: string) {
  return ask<void>("DELETE", consolePath(election, `incidents/${id}/reports/${report}`), { version });
}

/** Answers with the one that stays; `version` is that of the one that goes. */
export function mergeIncident(election: string, id: string, version: number, into: string) {
  const body = { into };
  return ask<Incident>("POST", consolePath(election, `incidents/${id}/merge`), { version, body });
}

export function unmergeIncident(election: string, id: string, version: number) {
  return ask<Incident>("POST", consolePath(election, `incidents/${id}/unmerge`), { version });
}

export function relate(election: string, id: string, other: string, kind: RelationKind) {
  return ask<Incident>("PUT", consolePath(election, `incidents/${id}/related/${other}`), { body: { kind } });
}

export function unrelate(election: string, id: string, other: string) {
  return ask<void>("DELETE", consolePath(election, `incidents/${id}/related/${other}`));
}

/** The same step again within ten minutes is kept once, so it may be sent again. */
export function addStep(election: string, id: string, kind: StepKind, result: string) {
  const body = { kind, result };
  return ask<void>("POST", consolePath(election, `incidents/${id}/steps`), { body, named: true });
}

export function giveVerdict(election: string, id: string, version: number, veracity: Veracity, note: string) {
  const body = { veracity, note };
  return ask<Incident>("POST", consolePath(election, `incidents/${id}/verdicts`), { version, body });
}

export interface StatementGiven {
  by: string;
  kind: "denial" | "correction" | "comment";
  text: Record<string, string>;
}

/** Word for word the same is kept once. */
export function addStatement(election: string, id: string, body: StatementGiven) {
  return ask<void>("POST", consolePath(election, `incidents/${id}/statements`), { body, named: true });
}

export function listRevisions(election: string, id: string, signal: AbortSignal) {
  return ask<{ items: Revision[] }>("GET", consolePath(election, `incidents/${id}/revisions`), { signal });
}

export function preview(election: string, id: string, version: number) {
  return ask<PublicIncident>("POST", consolePath(election, `incidents/${id}/publish?preview=true`), {
    version,
  });
}

export function publish(election: string, id: string, version: number, safeBecause: string | null) {
  const body = safeBecause ? { safe_because: safeBecause } : {};
  return ask<PublicIncident>("POST", consolePath(election, `incidents/${id}/publish`), { version, body });
}

export function withdraw(election: string, id: string, version: number, reasonCode: string, note: string) {
  const body = { reason_code: reasonCode, note };
  return ask<void>("POST", consolePath(election, `incidents/${id}/withdraw`), { version, body });
}
