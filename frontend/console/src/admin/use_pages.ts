import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Page } from "../api/types.ts";

export interface Pages<T> {
  items: readonly T[] | null;
  failure: unknown;
  /** `null` where nothing more is there. */
  more: (() => void) | null;
  /** From the beginning. */
  again: () => void;
}

/** A long list, a page at a time. */
export function usePages<T>(load: (cursor: string | null) => Promise<Page<T>>): Pages<T> {
  const [read, setRead] = useState<Page<T> | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const latest = useRef(load);
  latest.current = load;
  const fetch = useCallback((before: Page<T> | null) => {
    latest.current(before?.next_cursor ?? null).then((page) => {
      setFailure(null);
      setRead({ items: [...(before?.items ?? []), ...page.items], next_cursor: page.next_cursor });
    }, setFailure);
  }, []);
  const again = useCallback(() => fetch(null), [fetch]);
  useEffect(again, [again]);
  return {
    items: read?.items ?? null,
    failure,
    more: read?.next_cursor ? () => fetch(read) : null,
    again,
  };
}
