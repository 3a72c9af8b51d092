/** What a person may do about a claim. Pure. */
import type { Claim } from "../api/types.ts";

export const HEARTBEAT_MS = 30_000;
const SILENT_MS = 2 * 60_000;
const WARN_MS = 60_000;

export type Holding = "free" | "mine" | "theirs";

/** A claim that ran out is none, whatever was read before. */
export function holding(claim: Claim | null, now: number): Holding {
  if (claim === null || Date.parse(claim.expires_at) <= now) return "free";
  return claim.mine ? "mine" : "theirs";
}

/** A lead always; a moderator once the holder has been silent for two minutes and is not on a call. */
export function mayTakeOver(claim: Claim, now: number, lead: boolean): boolean {
  return lead || (!claim.on_call && now - Date.parse(claim.renewed_at) >= SILENT_MS);
}

/** Whether to say that it is about to run out: only when the heartbeat does not get through. */
export function runsOut(claim: Claim, now: number): boolean {
  return Date.parse(claim.expires_at) - now <= WARN_MS;
}
