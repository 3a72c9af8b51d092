import { computed, signal } from "@preact/signals";

/** How many requests wait to be sent again, and which of them change something. */
const waiting = signal<ReadonlyMap<symbol, { saving: boolean }>>(new Map());

export type Connection = "fine" | "retrying" | "not-saved";

export const connection = computed<Connection>(() => {
  if (waiting.value.size === 0) return "fine";
  return [...waiting.value.values()].some((each) => each.saving) ? "not-saved" : "retrying";
});

/** Says that a request has to wait; the answer takes it back. */
export function noteWaiting(saving: boolean): () => void {
  const key = Symbol("request");
  waiting.value = new Map(waiting.value).set(key, { saving });
  return () => {
    const rest = new Map(waiting.value);
    rest.delete(key);
    waiting.value = rest;
  };
}
