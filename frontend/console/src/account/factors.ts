import { ask } from "../api/client.ts";
import type { AppStarted, Factors, Me, NewRecoveryCodes, Session } from "../api/types.ts";

const FACTORS = "/api/v1/me/second-factors";

export function readFactors(signal: AbortSignal): Promise<Factors> {
  return ask("GET", FACTORS, { signal });
}

export function beginApp(password: string): Promise<AppStarted> {
  return ask("POST", `${FACTORS}/authenticator-app`, { body: { password } });
}

export function confirmApp(code: string): Promise<NewRecoveryCodes> {
  return ask("POST", `${FACTORS}/authenticator-app/confirm`, { body: { code } });
}

export function removeApp(password: string): Promise<void> {
  return ask("POST", `${FACTORS}/authenticator-app/remove`, { body: { password } });
}

export function removePasskey(id: string, password: string): Promise<void> {
  return ask("POST", `${FACTORS}/passkeys/${id}/remove`, { body: { password } });
}

export function makeRecoveryCodes(password: string): Promise<NewRecoveryCodes> {
  return ask("POST", `${FACTORS}/recovery-codes`, { body: { password } });
}

export function sendSecondFactor(code: string): Promise<Me> {
  return ask("POST", "/api/v1/sessions/current/second-factor", { body: { code } });
}

export async function readSessions(signal: AbortSignal): Promise<Session[]> {
  return (await ask<{ items: Session[] }>("GET", "/api/v1/sessions", { signal })).items;
}

export function endSession(id: string): Promise<void> {
  return ask("DELETE", `/api/v1/sessions/${id}`);
}

export function endOtherSessions(): Promise<void> {
  return ask("DELETE", "/api/v1/sessions");
}
