import { effect, signal, untracked } from "@preact/signals";
import { me } from "../session/session.ts";
import { announce } from "../shell/announce.tsx";
import { type Receipt, sendPhoto } from "./api.ts";
import type { ChosenPhoto } from "./body.ts";
import { heldFile, letGo } from "./held_files.ts";
import { afterCut, again, isRefusal, nthOfItsSecond, type Posted, standingOf } from "./posting.ts";
import { inSentences } from "./standing_words.ts";

/** Photos of reports that are stored, on their way one after the other, whatever screen is shown meanwhile. */
export const outbox = signal<readonly Posted[]>([]);
/** The report whose photos the screen shows by itself. */
export const shownReport = signal<string | null>(null);
let running = false;

// Somebody has signed in: theirs go on where the end of their session left them.
effect(() => {
  if (me.value) untracked(sendWaiting);
});

/** Those of whoever is signed in. */
export function ourPhotos(): readonly Posted[] {
  return outbox.value.filter(({ by }) => by === me.value?.id);
}

export function photosOf(report: string): readonly Posted[] {
  return outbox.value.filter((photo) => photo.report === report);
}

/** Sends them behind those that are under way. */
export function post(by: string, receipt: Receipt, photos: readonly ChosenPhoto[]): void {
  const nth = nthOfItsSecond(outbox.value, receipt.received_at);
  const added = photos.map(
    ({ name, sha256, size_bytes }): Posted => ({
      by,
      election: receipt.election,
      report: receipt.id,
      received_at: receipt.received_at,
      nth,
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

/** All of ours that was cut off, of whatever report. */
export function sendAgain(): void {
  const mine = again(ourPhotos());
  const others = outbox.value.filter(({ by }) => by !== me.value?.id);
  outbox.value = [...others, ...mine];
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
    sayWhenStored(next);
  }
  running = false;
}

function sayWhenStored({ report, by }: Posted): void {
  const standing = standingOf(photosOf(report));
  if (shownReport.value === report || standing.stored < standing.count) return;
  if (by === me.value?.id) announce(inSentences(standing));
  giveUp(report);
}

/** Of those that may go now: when nobody is signed in they still do, beside somebody else they wait. */
function firstWaiting(): Posted | undefined {
  const who = me.value?.id;
  return outbox.value.find(({ state, by }) => state === "waiting" && (who === undefined || by === who));
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
