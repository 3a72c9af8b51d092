import { useEffect, useRef, useState } from "preact/hooks";
import { forgetDecisionDraft, keepDecisionDraft, readDecisionDraft } from "../api/reports.ts";
import { type Begun, begunIn } from "./begun.ts";

export interface DecisionDraft {
  begun: Begun | null;
  keep: (begun: Begun) => void;
  forget: () => void;
  /** Decided: the service has ended it by itself. */
  ended: () => void;
}

const PAUSE_MS = 600;

/** A decision as far as it has come: neither a lease that runs out nor a dead browser takes it. */
export function useDecisionDraft(election: string, report: string): DecisionDraft {
  const [begun, setBegun] = useState<Begun | null>(null);
  const timer = useRef(0);
  const unsent = useRef<Begun | null>(null);
  const send = () => {
    window.clearTimeout(timer.current);
    const content = unsent.current;
    unsent.current = null;
    // If it does not arrive, it still stands in this page.
    if (content) keepDecisionDraft(election, report, { ...content }).catch(() => undefined);
  };
  const ended = () => {
    unsent.current = null;
    setBegun(null);
  };
  useEffect(() => {
    const abort = new AbortController();
    readDecisionDraft(election, report, abort.signal).then(
      ({ content }) => setBegun((now) => now ?? begunIn(content)),
      () => undefined, // mostly there is none
    );
    return () => {
      abort.abort();
      send();
    };
  }, [election, report]);
  return {
    begun,
    keep: (now) => {
      setBegun(now);
      unsent.current = now;
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(send, PAUSE_MS);
    },
    forget: () => {
      ended();
      forgetDecisionDraft(election, report).catch(() => undefined); // then it lapses by itself
    },
    ended,
  };
}
