import { useEffect, useRef, useState } from "preact/hooks";
import { isProblem } from "../api/problem.ts";
import { claimReport, releaseReport } from "../api/reports.ts";
import type { Claim } from "../api/types.ts";
import { useEvery } from "../shell/loaded.ts";
import { HEARTBEAT_MS, holding } from "./holding.ts";

export interface Claiming {
  claim: Claim | null;
  /** Who took it from us while we worked, if anybody did. */
  lostTo: string | null;
  take: (wanted?: { on_call?: boolean; take_over_reason?: string }) => Promise<void>;
  release: () => Promise<void>;
  /** A decision has ended it. */
  ended: () => void;
}

/** The claim on one report: kept alive while it is open, given back when it is left. */
export function useClaim(election: string, report: string, read: Claim | null): Claiming {
  const [claim, setClaim] = useState(read);
  const [lostTo, setLostTo] = useState<string | null>(null);
  const current = useRef(claim);
  current.current = claim;
  const over = useRef(false); // by our own doing: an answer that was on its way may not know
  const mine = () => holding(current.current, Date.now()) === "mine";

  // What was read anew is newer than what we knew; it may say that somebody has taken it from us.
  useEffect(() => {
    if (read && !read.mine && mine()) setLostTo(read.holder);
    setClaim(over.current && read?.mine ? null : read);
  }, [read]);

  useEvery(HEARTBEAT_MS, () => {
    if (!mine()) return;
    claimReport(election, report, {}, true).then(
      (renewed) => mine() && setClaim(renewed),
      (failure: unknown) => {
        if (!isProblem(failure, "claim-held")) return; // a bad line: the lease still runs
        const { holder = "", expires_at = "" } = failure.document;
        setLostTo(holder);
        setClaim((before) => before && { ...before, mine: false, holder, expires_at });
      },
    );
  });

  useEffect(() => {
    const leave = () => {
      if (mine()) void releaseReport(election, report).catch(() => undefined); // else the lease runs out
    };
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [election, report]);

  // A page that was loaded again has just given its claim back, and may have read it before that arrived.
  useEffect(() => {
    if (mine()) claimReport(election, report, {}, true).then(setClaim, () => undefined);
  }, [election, report]);

  return {
    claim,
    lostTo,
    take: async (wanted = {}) => {
      setClaim(await claimReport(election, report, wanted));
      over.current = false;
      setLostTo(null);
    },
    release: async () => {
      await releaseReport(election, report);
      over.current = true;
      setClaim(null);
    },
    ended: () => {
      current.current = null;
      over.current = true;
      setClaim(null);
    },
  };
}
