/**
 * What was typed and not yet saved, kept for this tab alone until it is saved or its author signs out. Each
 * belongs to the account that made it: whoever else signs in here is never given it.
 */
import { me } from "./session.ts";

const PREFIX = "draft:";
const KEPT_FOR_MS = 30 * 60_000;

interface Kept<T> {
  at: number;
  value: T;
}

export function keepDraft<T>(of: string, value: T): void {
  if (!me.value) return; // nobody's is nobody's to read
  try {
    sessionStorage.setItem(mine() + of, JSON.stringify({ at: Date.now(), value } satisfies Kept<T>));
  } catch {
    // A full or forbidden store: the draft lives in the form alone.
  }
}

export function draft<T>(of: string, keptForMs = KEPT_FOR_MS): T | null {
  const kept = sessionStorage.getItem(mine() + of);
  if (kept === null) return null;
  const { at, value } = JSON.parse(kept) as Kept<T>;
  if (Date.now() - at <= keptForMs) return value;
  dropDraft(of);
  return null;
}

export function dropDraft(of: string): void {
  sessionStorage.removeItem(mine() + of);
}

/** The names of ours that begin so. */
export function draftsOf(beginning: string): string[] {
  return keysFrom(mine() + beginning).map((key) => key.slice(mine().length));
}

/** How many of anybody's begin so. */
export function countDrafts(beginning: string): number {
  return keysFrom(PREFIX).filter((key) => key.slice(key.indexOf(" ") + 1).startsWith(beginning)).length;
}

/** Ours alone: what somebody else left here is theirs to send or to throw away. */
export function forgetDrafts(): void {
  for (const key of keysFrom(mine())) sessionStorage.removeItem(key);
}

function mine(): string {
  return `${PREFIX}${me.value?.id ?? ""} `;
}

function keysFrom(beginning: string): string[] {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(beginning));
}
