/** What becomes of photos that follow a report. Pure. */
import { isProblem } from "../api/problem.ts";
import type { ToSend } from "./api.ts";

/**
 * `cut`: did not get through, and may be sent again. `refused`: the service does not want it. `missing`: the
 * page was loaded anew and no longer has it.
 */
export type PostState = "waiting" | "sending" | "stored" | "cut" | "refused" | "missing";

export interface Posted extends ToSend {
  /** The account that entered the report: nobody else sends it or is shown it. */
  by: string;
  /** When the service took the report: what it is called by while it has no other name here. */
  received_at: string;
  /** Of those received in the same second. */
  nth: number;
  name: string;
  size_bytes: number;
  state: PostState;
  /** How much of it is on its way, from 0 to 1. */
  share: number;
  failure: unknown;
}

/** How the photos of one report stand. */
export interface Standing {
  count: number;
  stored: number;
  cut: number;
  refused: number;
  missing: number;
  /** Which one is being sent, counted from 1; null when none is. */
  sending: number | null;
  /** Nothing happens any more by itself. */
  settled: boolean;
}

export function standingOf(photos: readonly Posted[]): Standing {
  const of = (state: PostState) => photos.filter((photo) => photo.state === state).length;
  const at = photos.findIndex((photo) => photo.state === "sending");
  return {
    count: photos.length,
    stored: of("stored"),
    cut: of("cut"),
    refused: of("refused"),
    missing: of("missing"),
    sending: at < 0 ? null : at + 1,
    settled: of("waiting") + of("sending") === 0,
  };
}

/** After one was cut off: those behind it would only wait for the same line. */
export function afterCut(photos: readonly Posted[], failure: unknown): Posted[] {
  return photos.map((photo) => (isUnderWay(photo) ? { ...photo, state: "cut", failure } : photo));
}

/** Everything that was cut off stands in line again. */
export function again(photos: readonly Posted[]): Posted[] {
  return photos.map((photo) => (photo.state === "cut" ? { ...photo, state: "waiting" } : photo));
}

/** Whether sending it once more is of no use: the service has seen it and said no. */
export function isRefusal(failure: unknown): boolean {
  if (!isProblem(failure) || failure.code === "photo-hash-mismatch") return false; // damaged on the way
  return failure.status < 500 && failure.status !== 429;
}

/** How many reports on their way came in that second, with this one: 1 for the first. */
export function nthOfItsSecond(photos: readonly Posted[], received_at: string): number {
  const sameSecond = photos.filter((photo) => photo.received_at.slice(0, 19) === received_at.slice(0, 19));
  return 1 + Math.max(0, ...sameSecond.map(({ nth }) => nth));
}

/** Neither with the service nor lost nor refused. */
export function canStillGo(photo: Posted): boolean {
  return photo.state === "cut" || isUnderWay(photo);
}

function isUnderWay({ state }: Posted): boolean {
  return state === "waiting" || state === "sending";
}
