import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Change } from "../api/types.ts";
import { follow, type Listening, type LiveState } from "./following.ts";
import type { Told, Wanted } from "./worker.ts";

const CALM_MS = 1_000;

/** How what is shown hears of changes; null where nothing is followed. */
export const live = signal<{ state: LiveState; since: number } | null>(null);

type Listener = (changes: readonly Change[] | "all") => void;
const listeners = new Set<Listener>();

const listening: Listening = {
  state: (state, since) => {
    live.value = { state, since };
  },
  changes: (changes) => tellAll(changes),
  all: () => tellAll("all"),
};

function tellAll(changes: readonly Change[] | "all"): void {
  for (const listener of listeners) listener(changes);
}

/** Follows the election while the component stands, in the browser's one stream where there can be one. */
export function useLive(election: string | null): void {
  useEffect(() => {
    if (election === null) return;
    let leave = start(election);
    // A page that is put away may be brought back as it was; meanwhile nobody should hold a stream for it.
    const away = () => leave();
    const back = (event: PageTransitionEvent) => {
      if (event.persisted) leave = start(election);
    };
    window.addEventListener("pagehide", away);
    window.addEventListener("pageshow", back);
    return () => {
      window.removeEventListener("pagehide", away);
      window.removeEventListener("pageshow", back);
      leave();
      live.value = null;
    };
  }, [election]);
}

/**
 * Calls back when something that matters has changed: at once, then not more often than once a second; while
 * nobody looks at the page, once when somebody does again.
 */
export function useChanges(matters: (change: Change) => boolean, act: () => void): void {
  const latest = useRef({ matters, act });
  latest.current = { matters, act };
  useEffect(() => {
    let due = false;
    let calm = 0;
    const run = () => {
      if (!due || calm || document.visibilityState !== "visible") return;
      due = false;
      latest.current.act();
      calm = window.setTimeout(() => {
        calm = 0;
        run();
      }, CALM_MS);
    };
    const hear: Listener = (changes) => {
      due ||= changes === "all" || changes.some(latest.current.matters);
      run();
    };
    listeners.add(hear);
    document.addEventListener("visibilitychange", run);
    return () => {
      listeners.delete(hear);
      document.removeEventListener("visibilitychange", run);
      window.clearTimeout(calm);
    };
  }, []);
}

function start(election: string): () => void {
  const shared = connect();
  if (shared === null) return follow(election, listening);
  let leave = () => shared.postMessage({ leave: election } satisfies Wanted);
  shared.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data.election !== election) return;
    if (data.state) listening.state(data.state.state, data.state.since);
    if (data.changes) listening.changes(data.changes);
    if (data.all) listening.all();
  };
  whenRefused = () => {
    leave = follow(election, listening);
  };
  shared.postMessage({ follow: election } satisfies Wanted);
  return () => leave();
}

let port: MessagePort | null | undefined;
let whenRefused = () => {};

/** Null where the browser shares no worker among its tabs, or will not start ours. */
function connect(): MessagePort | null {
  if (port === undefined) {
    port = null;
    if ("SharedWorker" in window) {
      const worker = new SharedWorker(new URL("./worker.ts", import.meta.url), { type: "module" });
      worker.onerror = () => {
        port = null;
        whenRefused();
      };
      port = worker.port;
    }
  }
  return port;
}
