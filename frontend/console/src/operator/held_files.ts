import { effect, signal } from "@preact/signals";

/**
 * The contents of the photos that the service does not have yet, by report and digest. A browser gives a
 * chosen file to one page only: to leave this page is to lose them, so it asks first.
 */
const held = signal<ReadonlyMap<string, Blob>>(new Map());

effect(() => {
  if (held.value.size > 0) window.addEventListener("beforeunload", stay);
  else window.removeEventListener("beforeunload", stay);
});

export function holdFile(report: string, sha256: string, content: Blob): void {
  held.value = new Map(held.value).set(keyOf(report, sha256), content);
}

export function heldFile(report: string, sha256: string): Blob | undefined {
  return held.value.get(keyOf(report, sha256));
}

export function letGo(report: string, sha256: string): void {
  const rest = new Map(held.value);
  rest.delete(keyOf(report, sha256));
  held.value = rest;
}

function keyOf(report: string, sha256: string): string {
  return `${report} ${sha256}`;
}

function stay(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
