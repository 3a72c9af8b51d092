import { ask, exchange } from "./client.ts";
import { isProblem } from "./problem.ts";
import type {
  CodingChanges,
  Decided,
  DecisionAsked,
  NextAsked,
  NextReport,
  Page,
  QuickReply,
  Report,
  ReportRow,
} from "./types.ts";

export function consolePath(election: string, rest: string): string {
  return `/api/v1/console/elections/${election}/${rest}`;
}

/** `query` is the console's one grammar. */
export function listReports(election: string, query: URLSearchParams, signal?: AbortSignal) {
  return ask<Page<ReportRow>>("GET", consolePath(election, `reports?${query}`), signal ? { signal } : {});
}

export function readReport(election: string, id: string, signal?: AbortSignal) {
  return ask<Report>("GET", consolePath(election, `reports/${id}`), signal ? { signal } : {});
}

/** `undefined`: nothing waits. */
export function nextReport(election: string, wanted: NextAsked) {
  return ask<NextReport | undefined>("POST", consolePath(election, "queue/next"), { body: wanted });
}

export function changeReport(election: string, id: string, version: number, changes: CodingChanges) {
  return ask<Report>("PATCH", consolePath(election, `reports/${id}`), { version, body: changes });
}

export interface DecisionTaken {
  decision: string;
  incident: string | null;
  /** Of the report, that the decision led to. */
  version: number;
  /** How long it can be taken back; 0 where the answer that says so was lost. */
  undoSeconds: number;
}

/**
 * A repeated decision may have been taken the first time, its answer lost: then the report has moved on by
 * exactly one version and carries our decision, and that is the answer.
 */
export async function decideReport(
  election: string,
  id: string,
  version: number,
  decision: DecisionAsked,
): Promise<DecisionTaken> {
  const path = consolePath(election, `reports/${id}/decisions`);
  try {
    const { value } = await exchange<Decided>("POST", path, { version, body: decision });
    const { decision: taken, incident, undo_seconds } = value;
    return { decision: taken, incident, version: value.version, undoSeconds: undo_seconds };
  } catch (failure) {
    if (!isProblem(failure) || !(failure.stale || failure.code === "claim-required")) throw failure;
    const now = await readReport(election, id);
    if (now.version !== version + 1 || !isOurs(now, decision)) throw failure;
    return { decision: decision.decision, incident: now.incident, version: now.version, undoSeconds: 0 };
  }
}

/** To exactly what was; the report is ours again. A repeat may find that the first try has done it. */
export async function undoDecision(election: string, id: string, version: number): Promise<void> {
  try {
    await ask<void>("POST", consolePath(election, `reports/${id}/decisions/undo`), { version });
  } catch (failure) {
    if (!isProblem(failure) || !failure.stale) throw failure;
    const now = await readReport(election, id);
    if (now.version !== version + 1 || now.history.at(-1)?.event !== "undone") throw failure;
  }
}

/** What we have begun to decide, kept for half an hour for us alone. */
export function readDecisionDraft(election: string, id: string, signal: AbortSignal) {
  return ask<{ content: Record<string, unknown> }>("GET", consolePath(election, `reports/${id}/draft`), {
    signal,
  });
}

export function keepDecisionDraft(election: string, id: string, content: Record<string, unknown>) {
  const body = { content };
  return ask<void>("PUT", consolePath(election, `reports/${id}/draft`), {
    body,
    once: true,
    keepalive: true,
  });
}

export function forgetDecisionDraft(election: string, id: string) {
  return ask<void>("DELETE", consolePath(election, `reports/${id}/draft`), { once: true });
}

const STATE_AFTER: Partial<Record<DecisionAsked["decision"], Report["triage"]>> = {
  link: "linked",
  reject: "rejected",
  duplicate: "duplicate",
  out_of_scope: "out_of_scope",
  needs_info: "needs_info",
};

function isOurs(report: Report, asked: DecisionAsked): boolean {
  const last = report.history.at(-1);
  return (
    report.triage === (STATE_AFTER[asked.decision] ?? "in_triage") &&
    (last?.reason_code ?? null) === (asked.reason_code ?? null)
  );
}

export function addNote(election: string, id: string, text: string) {
  return ask<void>("POST", consolePath(election, `reports/${id}/notes`), { body: { text }, named: true });
}

export function askSender(election: string, id: string, text: string) {
  return ask<void>("POST", consolePath(election, `reports/${id}/messages`), { body: { text }, named: true });
}

export function listQuickReplies(election: string, lang: string, signal: AbortSignal) {
  return ask<{ items: QuickReply[] }>("GET", consolePath(election, `quick-replies?lang=${lang}`), { signal });
}
