import { signal } from "@preact/signals";

const STAYS_MS = 10_000;
const said = signal<string | null>(null);
let timer = 0;

/** A sentence for eyes and screen readers alike, for ten seconds. */
export function announce(text: string): void {
  window.clearTimeout(timer);
  said.value = text;
  timer = window.setTimeout(() => {
    said.value = null;
  }, STAYS_MS);
}

export function Announcement() {
  return (
    <div class="announcement" role="status">
      {said.value && <p>{said.value}</p>}
    </div>
  );
}
