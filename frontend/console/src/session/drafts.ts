/** What was typed and not yet saved, kept for this tab alone until it is saved or somebody signs out. */

const PREFIX = "draft:";
const KEPT_FOR_MS = 30 * 60_000;

interface Kept<T> {
  at: number;
  value: T;
}

export function keepDraft<T>(of: string, value: T): void {
  try {
    sessionStorage.setItem(PREFIX + of, JSON.stringify({ at: Date.now(), value } satisfies Kept<T>));
  } catch {
    // A full or forbidden store: the draft lives in the form alone.
  }
}

export function draft<T>(of: string, keptForMs = KEPT_FOR_MS): T | null {
  const kept = sessionStorage.getItem(PREFIX + of);
  if (kept === null) return null;
  const { at, value } = JSON.parse(kept) as Kept<T>;
  if (Date.now() - at <= keptForMs) return value;
  dropDraft(of);
  return null;
}

export function dropDraft(of: string): void {
  sessionStorage.removeItem(PREFIX + of);
}

export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}
