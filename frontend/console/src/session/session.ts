import { signal } from "@preact/signals";
import { ask, onSignedOut } from "../api/client.ts";
import { isProblem } from "../api/problem.ts";
import type { Me } from "../api/types.ts";

/** `undefined` until the service has said who we are. `ended`: somebody was, and is no longer. */
export const me = signal<Me | null | undefined>(undefined);
export const ended = signal(false);

/** Tells the other tabs of this browser who has it now: they would go on asking in their own name. */
const signedIn = new BroadcastChannel("signed-in");
signedIn.onmessage = ({ data }: MessageEvent<string>) => {
  if (me.value && me.value.id !== data) end();
};

/** Which roles contain which. */
export const RANK: Record<string, readonly string[]> = {
  moderator: ["moderator", "verifier", "lead"],
  verifier: ["verifier", "lead"],
  lead: ["lead"],
  admin: ["admin"],
  auditor: ["auditor"],
};

export type ConsoleRole = "moderator" | "verifier" | "lead" | "admin" | "auditor";

/** Whether we may act as `role` in this election; `null` asks about people and elections as such. */
export function may(role: ConsoleRole, election: string | null): boolean {
  const grants = me.value?.grants ?? [];
  return grants.some(
    (grant) =>
      (grant.election === null || grant.election === election) && (RANK[role] ?? []).includes(grant.role),
  );
}

export async function findOut(): Promise<void> {
  onSignedOut(end);
  try {
    me.value = await ask<Me>("GET", "/api/v1/me");
  } catch (failure) {
    if (!isProblem(failure)) throw failure;
    me.value = null;
  }
}

function end(): void {
  if (me.value) ended.value = true; // a second refusal must not take back what the first one said
  me.value = null;
}

export async function signIn(name: string, password: string): Promise<void> {
  enter(await ask<Me>("POST", "/api/v1/sessions", { body: { name, password } }));
}

/** Once the service has said who we are. */
export function enter(who: Me): void {
  ended.value = false;
  me.value = who;
  signedIn.postMessage(who.id);
}

export async function choosePassword(current: string, chosen: string): Promise<void> {
  const body = { current_password: current, new_password: chosen };
  me.value = await ask<Me>("POST", "/api/v1/me/password", { body });
}

/** `forget` what is ours in this tab: only once the service has let us go, and before we are nobody. */
export async function signOut(forget?: () => void): Promise<void> {
  await ask("DELETE", "/api/v1/sessions/current");
  forget?.();
  ended.value = false;
  me.value = null;
}
