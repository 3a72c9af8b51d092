import { ask } from "../api/client.ts";
import { consolePath } from "../api/reports.ts";
import type { Page, Referral } from "../api/types.ts";

export const STATES = ["overdue", "waiting", "answered"] as const;
export type ReferralState = (typeof STATES)[number];

export interface ReferralGiven {
  authority: string;
  due_at: string;
  consent_reason?: string;
}

/** The same again within ten minutes is kept once. */
export function refer(election: string, incident: string, body: ReferralGiven) {
  return ask<Referral>("POST", consolePath(election, `incidents/${incident}/referrals`), {
    body,
    named: true,
  });
}

export interface ReferralChanged {
  outcome?: Referral["outcome"];
  note?: string;
  due_at?: string;
}

export function changeReferral(election: string, id: string, body: ReferralChanged) {
  return ask<Referral>("PATCH", consolePath(election, `referrals/${id}`), { body, named: true });
}

export function countOverdue(election: string, signal: AbortSignal) {
  return ask<{ count: number; more: boolean }>("GET", consolePath(election, "referrals/overdue"), { signal });
}

export function listReferrals(election: string, state: ReferralState, cursor: string | null) {
  const asked = new URLSearchParams({ state, ...(cursor ? { cursor } : {}) });
  return ask<Page<Referral>>("GET", consolePath(election, `referrals?${asked}`));
}
