import { ask } from "../api/client.ts";
import { consolePath } from "../api/reports.ts";
import type { components } from "../api/schema.d.ts";
import type { Source } from "../api/types.ts";
import type { Body } from "./body.ts";

export type Receipt = components["schemas"]["ReportReceipt"];

/** Where a photo belongs, and what allows to send it there. */
export interface ToSend {
  election: string;
  report: string;
  sha256: string;
  /** The receipt's `upload_token`. */
  token: string;
}

/** The same under the same id gets the same receipt, so it may be sent without end. */
export function sendReport(election: string, id: string, body: Body) {
  return ask<Receipt>("PUT", `/api/v1/elections/${election}/reports/${id}`, { body });
}

/** May be sent without end as well: it stays one photo. */
export function sendPhoto(
  { election, report, sha256, token }: ToSend,
  content: Blob,
  onShare: (share: number) => void,
) {
  const path = `/api/v1/elections/${election}/reports/${report}/photos/${sha256}`;
  const file = { content, type: "application/octet-stream" };
  return ask<void>("PUT", path, { file, bearer: token, onShare });
}

export function listSources(election: string, signal: AbortSignal) {
  return ask<{ items: Source[] }>("GET", consolePath(election, "sources"), { signal });
}
