import { useState } from "preact/hooks";

export interface Saving {
  busy: boolean;
  failure: unknown;
  /** Runs it unless another still runs; a failure is kept to be shown. */
  run: (work: () => Promise<void>) => Promise<void>;
  clear: () => void;
}

export function useSaving(): Saving {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const run = async (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (why) {
      setFailure(why);
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, run, clear: () => setFailure(null) };
}
