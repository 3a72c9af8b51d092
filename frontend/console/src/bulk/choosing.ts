/** Which reports of a list are chosen: one by one, or all from the last one to this. Pure. */

interface Row {
  id: string;
}

export interface Choice<T extends Row> {
  readonly rows: ReadonlyMap<string, T>;
  /** Where a range begins. */
  readonly last: string | null;
}

export const NOTHING: Choice<never> = { rows: new Map<string, never>(), last: null };

export function toggled<T extends Row>(choice: Choice<T>, row: T): Choice<T> {
  const rows = new Map(choice.rows);
  if (!rows.delete(row.id)) rows.set(row.id, row);
  return { rows, last: row.id };
}

/** Everything between the last one and this, in the order of the list; without a last one, this alone. */
export function through<T extends Row>(choice: Choice<T>, row: T, list: readonly T[]): Choice<T> {
  const to = list.findIndex((each) => each.id === row.id);
  const from = list.findIndex((each) => each.id === choice.last);
  const between = from < 0 ? [row] : list.slice(Math.min(from, to), Math.max(from, to) + 1);
  return {
    rows: new Map([...choice.rows, ...between.map((each) => [each.id, each] as const)]),
    last: row.id,
  };
}

/** As the list shows them by now: what is about to be changed is what was last looked at. */
export function broughtUpToDate<T extends Row>(choice: Choice<T>, list: readonly T[]): T[] {
  const now = new Map(list.map((row) => [row.id, row]));
  return [...choice.rows.values()].map((row) => now.get(row.id) ?? row);
}
