import { useEffect, useState } from "preact/hooks";
import type { Page } from "../api/types.ts";
import { takeIn } from "./arrivals.ts";
import { useLoaded } from "./loaded.ts";

interface Row {
  id: string;
  version: number;
}

export interface SteadyList<T> {
  rows: readonly T[];
  /** How many more belong to it by now. */
  waiting: number;
  /** Of the rows, those that no longer do. */
  gone: ReadonlySet<string>;
  /** Read, and there was nothing. */
  empty: boolean;
  /** There are more than it shows. */
  more: boolean;
  failure: unknown;
  again: () => void;
  /** As it is by now. */
  show: () => void;
}

/** A list that never moves under the cursor: it moves when somebody asks it to, or asks for another list. */
export function useSteadyList<T extends Row>(
  key: string,
  load: (signal: AbortSignal) => Promise<Page<T>>,
): SteadyList<T> {
  const { value, failure, again } = useLoaded(key, load);
  const [kept, setKept] = useState<{ key: string; rows: readonly T[] } | null>(null);
  const fresh = value?.items ?? [];
  useEffect(() => {
    if (value !== null && kept?.key !== key) setKept({ key, rows: value.items });
  }, [key, value, kept]);
  const rows = kept?.key === key ? kept.rows : fresh;
  const taken = takeIn(rows, value === null ? rows : fresh, value?.next_cursor != null);
  return {
    rows: taken.rows,
    waiting: taken.waiting,
    gone: taken.gone,
    empty: value !== null && taken.rows.length === 0,
    more: value?.next_cursor != null,
    failure,
    again,
    show: () => setKept({ key, rows: fresh }),
  };
}
