/** The queues by name, and the views that somebody keeps. */

import { ask } from "../api/client.ts";
import { consolePath } from "../api/reports.ts";
import type { QueueCount, SavedView } from "../api/types.ts";

export async function countQueues(election: string, signal: AbortSignal): Promise<readonly QueueCount[]> {
  return (await ask<{ items: QueueCount[] }>("GET", consolePath(election, "queues"), { signal })).items;
}

export async function listViews(election: string, signal: AbortSignal): Promise<readonly SavedView[]> {
  return (await ask<{ items: SavedView[] }>("GET", consolePath(election, "views"), { signal })).items;
}

export function keepView(election: string, name: string, query: string) {
  return ask<SavedView>("PUT", viewPath(election, name), { body: { query } });
}

export function forgetView(election: string, name: string) {
  return ask<void>("DELETE", viewPath(election, name));
}

function viewPath(election: string, name: string): string {
  return consolePath(election, `views/${encodeURIComponent(name)}`);
}
