import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export interface Loaded<T> {
  value: T | null;
  failure: unknown;
  loading: boolean;
  /** Ask again, keeping what is shown meanwhile; while an answer is awaited, once more after it. */
  again: () => void;
  /** What an answer to something else has just told us. */
  set: (value: T) => void;
}

/** Asks when `key` changes, and forgets an answer that comes too late. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; value: T | null; failure: unknown; loading: boolean }>({
    key,
    value: null,
    failure: null,
    loading: true,
  });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const asking = useRef(false);
  const outdated = useRef(false);
  const wanted = useRef(false);
  useEffect(() => {
    const abort = new AbortController();
    asking.current = true;
    wanted.current = false;
    outdated.current = false;
    const answered = () => {
      asking.current = false;
      if (wanted.current) setTurn((before) => before + 1);
    };
    setState((before) => ({
      ...before,
      key,
      value: before.key === key ? before.value : null,
      loading: true,
    }));
    latest.current(abort.signal).then(
      (value) => {
        if (abort.signal.aborted) return;
        if (!outdated.current) setState({ key, value, failure: null, loading: false });
        answered();
      },
      (failure: unknown) => {
        if (abort.signal.aborted) return;
        setState((before) => ({ ...before, failure, loading: false }));
        answered();
      },
    );
    return () => abort.abort();
  }, [key, turn]);
  const again = useCallback(() => {
    if (asking.current)
      wanted.current = true; // else news that come fast would never let an answer through
    else setTurn((before) => before + 1);
  }, []);
  const set = useCallback((value: T) => {
    outdated.current = asking.current; // what is on its way was asked before
    wanted.current ||= asking.current;
    setState((before) => ({ ...before, value, failure: null }));
  }, []);
  const ours = state.key === key;
  return {
    value: ours ? state.value : null,
    failure: ours ? state.failure : null,
    loading: state.loading,
    again,
    set,
  };
}

/** Calls back every so often while the page is looked at, and at once when it is looked at again. */
export function useEvery(milliseconds: number, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const tick = () => document.visibilityState === "visible" && latest.current();
    const timer = window.setInterval(tick, milliseconds);
    document.addEventListener("visibilitychange", tick);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [milliseconds]);
}

/** The present moment, moving on every `milliseconds`. */
export function useNow(milliseconds = 10_000): number {
  const [now, setNow] = useState(Date.now());
  useEvery(milliseconds, () => setNow(Date.now()));
  return now;
}
