import { noteWaiting } from "./connection.ts";
import { Problem, type ProblemDocument, Unreachable } from "./problem.ts";
import { isBusy, mayRepeat, waitBefore } from "./retrying.ts";
import { upload } from "./upload.ts";

const TIMEOUT_MS = 15_000;
const ATTEMPTS = 6;

export interface Asking {
  body?: unknown;
  /** A file instead of a body, sent as it is. */
  file?: { content: Blob; type: string };
  /** How much of the file is on its way, from 0 to 1. Such a file may take as long as it moves. */
  onShare?: (share: number) => void;
  /** Whoever holds it may, signed in or not. */
  bearer?: string;
  /** Of what is being changed, as it was read. */
  version?: number;
  /** The body carries an id of ours, so that a second one makes nothing new. */
  named?: boolean;
  signal?: AbortSignal;
  /** Let it end after the page is gone. */
  keepalive?: boolean;
  /** A heartbeat is worthless later: say at once that it failed. */
  once?: boolean;
  /** How long an answer may take, where the work itself takes long. */
  patienceMs?: number;
}

export interface Answer<T> {
  value: T;
  status: number;
  /** Sent more than once: an earlier try may have done the work. */
  repeated: boolean;
}

let signedOut: () => void = () => {};

/** What happens when the service no longer knows who we are. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

export async function ask<T>(method: string, path: string, asking: Asking = {}): Promise<T> {
  return (await exchange<T>(method, path, asking)).value;
}

/** Sends, and sends again while the line is bad and repeating is safe; else says what went wrong. */
export async function exchange<T>(method: string, path: string, asking: Asking = {}): Promise<Answer<T>> {
  const repeatable =
    !asking.once &&
    mayRepeat(method, { versioned: asking.version !== undefined, named: asking.named === true });
  let done = () => {};
  try {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await attemptOnce(method, path, asking);
      const last = !repeatable || attempt >= ATTEMPTS || asking.signal?.aborted;
      if (answer instanceof Unreachable || isBusy(answer.status)) {
        if (!last) {
          done();
          done = noteWaiting(method !== "GET");
          await pause(waitBefore(attempt, Math.random()), asking.signal);
          continue;
        }
        if (answer instanceof Unreachable) throw answer;
      }
      return { value: await read<T>(answer), status: answer.status, repeated: attempt > 1 };
    }
  } finally {
    done();
  }
}

async function attemptOnce(method: string, path: string, asking: Asking): Promise<Response | Unreachable> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (asking.body !== undefined) headers["content-type"] = "application/json";
  if (asking.file) headers["content-type"] = asking.file.type;
  if (asking.version !== undefined) headers["if-match"] = `"${asking.version}"`;
  if (asking.bearer) headers.authorization = `Bearer ${asking.bearer}`;
  if (asking.file && asking.onShare) {
    return upload({ method, path, headers, content: asking.file.content, onShare: asking.onShare });
  }
  const timeout = AbortSignal.timeout(asking.patienceMs ?? TIMEOUT_MS);
  try {
    return await fetch(path, {
      method,
      headers,
      body: asking.file?.content ?? (asking.body === undefined ? null : JSON.stringify(asking.body)),
      signal: asking.signal ? AbortSignal.any([asking.signal, timeout]) : timeout,
      credentials: "same-origin",
      cache: "no-store",
      keepalive: asking.keepalive ?? false,
    });
  } catch (failure) {
    if (asking.signal?.aborted) throw failure;
    return new Unreachable();
  }
}

async function read<T>(answer: Response): Promise<T> {
  const isJson = /\bjson\b/.test(answer.headers.get("content-type") ?? "");
  if (answer.ok) {
    return (answer.status === 204 || !isJson ? undefined : await answer.json()) as T;
  }
  if (!isJson) throw new Unreachable(); // something between us and the service answered
  const problem = new Problem((await answer.json()) as ProblemDocument);
  if (problem.code === "unauthenticated") signedOut();
  throw problem;
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
