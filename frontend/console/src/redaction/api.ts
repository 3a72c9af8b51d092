import { ask } from "../api/client.ts";
import { Unreachable } from "../api/problem.ts";
import { consolePath } from "../api/reports.ts";
import type { components } from "../api/schema.d.ts";
import { type SentShape, sameShapes } from "./shapes.ts";

export type Answers = components["schemas"]["Answers"];
export type Redaction = components["schemas"]["RedactionOut"];

/** Making one takes the service up to fifteen seconds, after those who asked before. */
const PATIENCE_MS = 60_000;

function pathOf(election: string, photo: string, rest = ""): string {
  return consolePath(election, `photos/${photo}/redactions${rest}`);
}

export async function listRedactions(election: string, photo: string, signal?: AbortSignal) {
  const found = await ask<{ items: Redaction[] }>("GET", pathOf(election, photo), signal ? { signal } : {});
  return found.items;
}

/** Where the answer was lost, what stands in the list now says whether it was made. */
export async function proposeRedaction(
  election: string,
  photo: string,
  shapes: SentShape[],
  answers: Answers,
): Promise<void> {
  try {
    const body = { shapes, answers };
    await ask<Redaction>("POST", pathOf(election, photo), { body, patienceMs: PATIENCE_MS });
  } catch (failure) {
    if (!(failure instanceof Unreachable)) throw failure;
    const waiting = (await listRedactions(election, photo)).filter((each) => each.state === "proposed");
    if (!waiting.some((each) => sameShapes(each.shapes, shapes))) throw failure;
  }
}

/** The same decision by the same person again changes nothing, so it may be sent again. */
export function decideRedaction(redaction: Redaction, decision: "approve" | "reject") {
  return ask<Redaction>("POST", `${redaction.url}/${decision}`, { named: true });
}
