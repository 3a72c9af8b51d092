import { waitBefore } from "../api/retrying.ts";
import type { Change, Changes } from "../api/types.ts";
import { framesIn } from "./frames.ts";

/** The service gives a sign of life every five seconds; so long without one is a cut line. */
const SILENT_MS = 15_000;
/** Where no stream gets through, the same is asked for every so often. */
export const ASK_MS = 10_000;
/** And a stream is tried again only after so long. */
const NO_STREAM_MS = 300_000;
const STREAMS_TRIED = 2;

/** `asking`: everything comes, but no stream gets through, so that it comes later. */
export type LiveState = "catching-up" | "live" | "asking" | "cut";

export interface Listening {
  /** `since` is when the service was last heard. */
  state: (state: LiveState, since: number) => void;
  changes: (changes: readonly Change[]) => void;
  /** Whatever was read before has to be read again. */
  all: () => void;
}

/**
 * Tells every change in an election, from now on, until it is stopped; across cuts none is left out.
 *
 * First it asks what there is since the last one it knows, then it follows the stream from there. `fetch` and no
 * `EventSource`: that shows neither the signs of life, without which a dead line looks like a calm day, nor
 * why a stream was refused.
 */
export function follow(election: string, listening: Listening): () => void {
  const stopped = new AbortController();
  void new Following(election, listening, stopped.signal).run();
  return () => stopped.abort();
}

class Following {
  private last: number | null = null;
  private heardAt = Date.now();
  private failedStreams = 0;
  private noStreamUntil = 0;
  private readonly path: string;
  private readonly listening: Listening;
  private readonly stopped: AbortSignal;

  constructor(election: string, listening: Listening, stopped: AbortSignal) {
    this.path = `/api/v1/console/elections/${election}`;
    this.listening = listening;
    this.stopped = stopped;
  }

  async run(): Promise<void> {
    for (let failures = 0; !this.stopped.aborted; ) {
      try {
        await this.catchUp();
        failures = 0;
        if (Date.now() >= this.noStreamUntil) {
          await this.stream();
        } else {
          this.say("asking");
          await pause(ASK_MS, this.stopped);
        }
      } catch {
        if (this.stopped.aborted) return;
        failures += 1;
        this.say("cut");
        await pause(waitBefore(failures, Math.random()), this.stopped);
      }
    }
  }

  /** What there is since the last change that is known. */
  private async catchUp(): Promise<void> {
    if (Date.now() >= this.noStreamUntil) this.say("catching-up");
    for (let more = true; more; ) {
      const after = this.last === null ? "" : `?after=${this.last}`;
      const answer = await this.ask(`changes${after}`, AbortSignal.timeout(SILENT_MS));
      const told = (await answer.json()) as Changes;
      this.heardAt = Date.now();
      if (this.last === null || told.reset) this.listening.all();
      this.tell(told.items, told.last);
      more = told.more;
    }
  }

  /** Until it ends, which it does by itself only where we may not follow any more. */
  private async stream(): Promise<void> {
    const silence = new Silence();
    let heard = false;
    try {
      const answer = await this.ask(`events?after=${this.last}`, silence.signal);
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let pending = ""; reader; ) {
        const { done, value } = await reader.read();
        if (done) return;
        silence.broken();
        this.heardAt = Date.now();
        const read = framesIn(pending, value);
        pending = read.pending;
        for (const frame of read.frames) {
          if (frame.event === "reset") this.listening.all();
          if (frame.event === "position" || frame.event === "reset") this.say("live");
          if (frame.event === "ended") return;
        }
        heard ||= read.frames.length > 0;
        const changes = read.frames.filter((frame) => frame.event === "change");
        this.tell(
          changes.map((frame) => JSON.parse(frame.data) as Change),
          read.frames.at(-1)?.id ?? this.last,
        );
      }
    } finally {
      silence.end();
      this.failedStreams = heard ? 0 : this.failedStreams + 1;
      if (this.failedStreams >= STREAMS_TRIED) this.noStreamUntil = Date.now() + NO_STREAM_MS;
    }
  }

  private tell(changes: readonly Change[], last: number | null): void {
    if (changes.length > 0) this.listening.changes(changes);
    this.last = last;
  }

  private say(state: LiveState): void {
    this.listening.state(state, this.heardAt);
  }

  private async ask(rest: string, signal: AbortSignal): Promise<Response> {
    const answer = await fetch(`${this.path}/${rest}`, {
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.any([signal, this.stopped]),
    });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer;
  }
}

/** Aborts once nothing has been heard for too long. */
class Silence {
  private readonly abort = new AbortController();
  readonly signal = this.abort.signal;
  private timer = this.start();

  broken(): void {
    this.end();
    this.timer = this.start();
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private start(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.abort.abort(), SILENT_MS);
  }
}

/** Cut short when the browser says that there is a connection again. */
function pause(milliseconds: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      globalThis.removeEventListener("online", done);
      stopped.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    globalThis.addEventListener("online", done);
    stopped.addEventListener("abort", done);
  });
}
