/** One stream per election for all tabs of a browser: it allows no more than six connections to one place. */

import type { Change } from "../api/types.ts";
import { follow, type LiveState } from "./following.ts";

/** From a tab. */
export interface Wanted {
  follow?: string;
  leave?: string;
}

/** To the tabs that follow the election. */
export interface Told {
  election: string;
  state?: { state: LiveState; since: number };
  changes?: readonly Change[];
  all?: boolean;
}

interface Followed {
  ports: Set<MessagePort>;
  state: Told["state"];
  stop: () => void;
}

const followed = new Map<string, Followed>();

function join(election: string, port: MessagePort): void {
  const known = followed.get(election);
  if (known) {
    known.ports.add(port);
    port.postMessage({ election, all: true, ...(known.state && { state: known.state }) } satisfies Told);
    return;
  }
  const made: Followed = { ports: new Set([port]), state: undefined, stop: () => {} };
  const tell = (told: Omit<Told, "election">) => {
    for (const each of made.ports) each.postMessage({ election, ...told } satisfies Told);
  };
  followed.set(election, made);
  made.stop = follow(election, {
    state: (state, since) => {
      made.state = { state, since };
      tell({ state: made.state });
    },
    changes: (changes) => tell({ changes }),
    all: () => tell({ all: true }),
  });
}

function leave(election: string, port: MessagePort): void {
  const known = followed.get(election);
  if (!known?.ports.delete(port) || known.ports.size > 0) return;
  known.stop();
  followed.delete(election);
}

globalThis.addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<Wanted>) => {
    if (data.follow) join(data.follow, port);
    if (data.leave) leave(data.leave, port);
  };
});
