/** When to send a request again by itself, and after how long. Pure. */

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const BUSY = new Set([429, 502, 503, 504]);

/**
 * Whether doing it twice does no more than doing it once: reads, and whatever names the version it changes
 * or the thing it makes.
 */
export function mayRepeat(
  method: string,
  { versioned, named }: { versioned: boolean; named: boolean },
): boolean {
  return method === "GET" || method === "PUT" || method === "DELETE" || versioned || named;
}

export function isBusy(status: number): boolean {
  return BUSY.has(status);
}

/** Doubling up to half a minute, with a third taken off by chance so that many do not come back at once. */
export function waitBefore(attempt: number, chance: number): number {
  const full = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  return Math.round(full * (1 - chance / 3));
}
