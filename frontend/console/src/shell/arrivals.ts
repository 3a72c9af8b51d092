/** How a list takes in news without moving under the cursor. Pure. */

interface Row {
  id: string;
  version: number;
}

export interface Shown<T extends Row> {
  rows: readonly T[];
  /** In the list by now, but not shown until asked for. */
  waiting: number;
}

/**
 * What is shown stays where it is, brought up to date; what no longer belongs is marked by `gone` and stays,
 * too; what is new only counts. Where the fresh list was `cut` off, the end of what is shown may only have
 * been pushed beyond it: nobody knows that it is gone.
 */
export function takeIn<T extends Row>(
  shown: readonly T[],
  fresh: readonly T[],
  cut = false,
): Shown<T> & { gone: ReadonlySet<string> } {
  const now = new Map(fresh.map((row) => [row.id, row]));
  const known = new Set(shown.map((row) => row.id));
  const certain = cut ? shown.findLastIndex((row) => now.has(row.id)) : shown.length;
  return {
    rows: shown.map((row) => now.get(row.id) ?? row),
    waiting: fresh.filter((row) => !known.has(row.id)).length,
    gone: new Set(shown.filter((row, at) => at < certain && !now.has(row.id)).map((row) => row.id)),
  };
}
