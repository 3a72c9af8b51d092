/** What may be done with many reports at once, and what is sent for it. Pure. */

export const ACTIONS = ["assign", "tag", "set_station", "snooze", "reject_spam"] as const;
export type Action = (typeof ACTIONS)[number];

/** At once; the service refuses more. */
export const MOST: Readonly<Record<Action, number>> = {
  assign: 500,
  tag: 500,
  set_station: 500,
  snooze: 500,
  reject_spam: 50,
};
export const MINUTES = [15, 60, 240] as const;

export interface Given {
  /** Nobody where it is empty. */
  assignee: string;
  tags: string;
  station: string;
  minutes: number;
  note: string;
}

export interface Seen {
  id: string;
  version: number;
}

export interface BulkAsked {
  action: Action;
  report_ids: string[];
  versions: Record<string, number>;
  dry_run: boolean;
  note: string;
  assignee?: string | null;
  tags?: string[];
  station?: string;
  until?: string;
}

export function tagsOf(text: string): string[] {
  const tags = text.split(",").map((tag) => tag.trim());
  return [...new Set(tags.filter(Boolean))];
}

/** Why it cannot be tried yet. */
export function hindrance(action: Action, given: Given, count: number): "too_many" | "incomplete" | null {
  if (count > MOST[action]) return "too_many";
  if (action === "tag" && tagsOf(given.tags).length === 0) return "incomplete";
  if (action === "set_station" && !given.station.trim()) return "incomplete";
  return null;
}

/** Named one by one, each with the version that was looked at. */
export function askedFor(
  action: Action,
  given: Given,
  seen: readonly Seen[],
  { now, dryRun }: { now: number; dryRun: boolean },
): BulkAsked {
  const own: Record<Action, Partial<BulkAsked>> = {
    assign: { assignee: given.assignee.trim() || null },
    tag: { tags: tagsOf(given.tags) },
    set_station: { station: given.station.trim() },
    snooze: { until: new Date(now + given.minutes * 60_000).toISOString() },
    reject_spam: {},
  };
  return {
    action,
    report_ids: seen.map((report) => report.id),
    versions: Object.fromEntries(seen.map((report) => [report.id, report.version])),
    dry_run: dryRun,
    note: given.note.trim(),
    ...own[action],
  };
}
