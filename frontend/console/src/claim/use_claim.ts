import { useEffect, useRef, useState } from "preact/hooks";
import { isProblem } from "../api/problem.ts";
import type { Claim } from "../api/types.ts";
import { useEvery } from "../shell/loaded.ts";
import { type ClaimAsked, type Claimed, releaseClaim, takeClaim } from "./api.ts";
import { HEARTBEAT_MS, holding } from "./holding.ts";

export interface Claiming {
  of: Claimed["kind"];
  claim: Claim | null;
  /** Who took it from us while we worked, if anybody did. */
  lostTo: string | null;
  take: (wanted?: ClaimAsked) => Promise<void>;
  release: () => Promise<void>;
  /** A decision has ended it. */
  ended: () => void;
}

/** The claim on one report or incident: kept alive while it is open, given back when it is left. */
export function useClaim(election: string, what: Claimed, read: Claim | null): Claiming {
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
    takeClaim(election, what, {}, true).then(
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
      if (mine()) void releaseClaim(election, what).catch(() => undefined); // else the lease runs out
    };
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [election, what.id]);

  // A page that was loaded again has just given its claim back, and may have read it before that arrived.
  useEffect(() => {
    if (mine()) takeClaim(election, what, {}, true).then(setClaim, () => undefined);
  }, [election, what.id]);

  return {
    of: what.kind,
    claim,
    lostTo,
    take: async (wanted = {}) => {
      setClaim(await takeClaim(election, what, wanted));
      over.current = false;
      setLostTo(null);
    },
    release: async () => {
      await releaseClaim(election, what);
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
