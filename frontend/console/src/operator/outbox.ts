import { signal } from "@preact/signals";
import { announce } from "../shell/announce.tsx";
import { type Receipt, sendPhoto } from "./api.ts";
import type { ChosenPhoto } from "./body.ts";
import { heldFile, letGo } from "./held_files.ts";
import { afterCut, again, isRefusal, type Posted, standingOf } from "./posting.ts";
import { inSentences } from "./standing_words.ts";

/** Photos of reports that are stored, on their way one after the other, whatever screen is shown meanwhile. */
export const outbox = signal<readonly Posted[]>([]);
/** The report whose photos the screen shows by itself. */
export const shownReport = signal<string | null>(null);
let running = false;

export function photosOf(report: string): readonly Posted[] {
  return outbox.value.filter((photo) => photo.report === report);
}

/** Sends them behind those that are under way. */
export function post(receipt: Receipt, photos: readonly ChosenPhoto[]): void {
  const added = photos.map(
    ({ name, sha256, size_bytes }): Posted => ({
      election: receipt.election,
      report: receipt.id,
      token: receipt.upload_token,
      name,
      sha256,
      size_bytes,
      state: "waiting",
      share: 0,
      failure: null,
    }),
  );
  outbox.value = [...outbox.value, ...added];
  sendWaiting();
}

/** All that was cut off, of whatever report. */
export function sendAgain(): void {
  outbox.value = again(outbox.value);
  sendWaiting();
}

/** The screen has shown what became of them; what can still be sent is kept. */
export function seen(report: string): void {
  const { settled, cut } = standingOf(photosOf(report));
  if (settled && cut === 0) giveUp(report);
}

/** Forgets the photos of this report, sent or not. */
export function giveUp(report: string): void {
  for (const { sha256 } of photosOf(report)) letGo(report, sha256);
  outbox.value = outbox.value.filter((photo) => photo.report !== report);
}

async function sendWaiting(): Promise<void> {
  if (running) return;
  running = true;
  for (let next = firstWaiting(); next; next = firstWaiting()) {
    await sendOne(next);
    sayWhenStored(next.report);
  }
  running = false;
}

function sayWhenStored(report: string): void {
  const standing = standingOf(photosOf(report));
  if (shownReport.value === report || standing.stored < standing.count) return;
  announce(inSentences(standing));
  giveUp(report);
}

function firstWaiting(): Posted | undefined {
  return outbox.value.find((photo) => photo.state === "waiting");
}

async function sendOne(photo: Posted): Promise<void> {
  const content = heldFile(photo.report, photo.sha256);
  if (!content) return note(photo, { state: "missing" });
  note(photo, { state: "sending", share: 0, failure: null });
  try {
    await sendPhoto(photo, content, (share) => note(photo, { share }));
    note(photo, { state: "stored" });
  } catch (failure) {
    if (!isRefusal(failure)) {
      outbox.value = afterCut(outbox.value, failure);
      return;
    }
    note(photo, { state: "refused", failure });
  }
  letGo(photo.report, photo.sha256);
}

function note({ report, sha256 }: Posted, changes: Partial<Posted>): void {
  outbox.value = outbox.value.map((photo) =>
    photo.report === report && photo.sha256 === sha256 ? { ...photo, ...changes } : photo,
  );
}
