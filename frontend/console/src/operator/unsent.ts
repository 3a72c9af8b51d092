/** What was entered in this tab and is not with the service yet. */
import { forgetDrafts } from "../session/drafts.ts";
import { letGo } from "./held_files.ts";
import { countBegun, electionsBegun, keptEntry } from "./kept_entry.ts";
import { giveUp, ourPhotos, outbox } from "./outbox.ts";
import { canStillGo, type Posted } from "./posting.ts";

/** Of whoever is signed in: reports by their election, and photos that follow a report. */
export interface Unsent {
  elections: readonly string[];
  photos: readonly Posted[];
}

export function ourUnsent(): Unsent {
  return { elections: electionsBegun(), photos: ourPhotos().filter(canStillGo) };
}

/** Of whatever account: how many, and nothing of what is in them. */
export function countUnsent(): { reports: number; photos: number } {
  return { reports: countBegun(), photos: outbox.value.filter(canStillGo).length };
}

/** Everything of ours that this tab keeps. */
export function forgetOurs(): void {
  for (const election of electionsBegun()) {
    const kept = keptEntry(election);
    for (const { sha256 } of kept?.photos ?? []) letGo(kept?.id ?? "", sha256);
  }
  for (const { report } of ourPhotos()) giveUp(report);
  forgetDrafts();
}
