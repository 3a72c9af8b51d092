import catalogue from "../../../../app/reports/data/reasons.json";
import type { DecisionName } from "../api/types.ts";

export interface Reason {
  code: string;
  decisions: string[];
  label: Record<string, string>;
  sender: Record<string, string>;
}

export const REASONS: readonly Reason[] = catalogue.reasons as unknown as Reason[];

export interface Choice<D extends string = DecisionName> {
  decision: D;
  reason: Reason;
}

/**
 * The reasons to end a report. One that is kept but not counted is out of scope, not rejected: where both
 * fit, it is the first.
 */
export const ENDINGS: readonly Choice[] = REASONS.flatMap((reason): Choice[] => {
  if (reason.decisions.includes("out_of_scope")) return [{ decision: "out_of_scope", reason }];
  return reason.decisions.includes("reject") ? [{ decision: "reject", reason }] : [];
});

export function reasonsFor(decision: string): readonly Reason[] {
  return REASONS.filter((reason) => reason.decisions.includes(decision));
}
