import { useEffect, useState } from "preact/hooks";
import { wallTime } from "../language/zoned.ts";
import { countDrafts, draft, draftsOf, dropDraft, keepDraft } from "../session/drafts.ts";
import { type Body, type ChosenPhoto, type Entry, emptyEntry, isBegun } from "./body.ts";

const DRAFTS = "enter ";

export interface Kept {
  /** Made once for this form: however often it is sent, it is one report. */
  id: string;
  entry: Entry;
  /** What they contain is in `held_files.ts`. */
  photos: readonly ChosenPhoto[];
  /** What was sent and not yet answered. Until it is, nothing else may go out under this id. */
  sending: Body | null;
}

export interface KeptEntry extends Kept {
  set: (changes: Record<string, string>) => void;
  choose: (photos: readonly ChosenPhoto[]) => void;
  freeze: (body: Body) => void;
  thaw: () => void;
  /** A new form with a new id. */
  renew: () => void;
}

/** A form kept in this tab until the service has taken it, whatever the line does meanwhile. */
export function useKeptEntry(election: string, timeZone: string): KeptEntry {
  const draftOf = DRAFTS + election;
  const [kept, setKept] = useState<Kept>(() => ({
    ...fresh(timeZone),
    ...keptEntry(election),
  }));
  useEffect(() => {
    if (isUnsent(kept)) keepDraft(draftOf, kept);
    else dropDraft(draftOf);
  }, [kept, draftOf]);
  return {
    ...kept,
    set: (changes) => setKept((before) => ({ ...before, entry: { ...before.entry, ...changes } })),
    choose: (photos) => setKept((before) => ({ ...before, photos })),
    freeze: (sending) => setKept((before) => ({ ...before, sending })),
    thaw: () => setKept((before) => ({ ...before, sending: null })),
    renew: () => {
      dropDraft(draftOf);
      setKept(fresh(timeZone));
    },
  };
}

/** The elections in which we have entered a report that is not sent. */
export function electionsBegun(): string[] {
  return draftsOf(DRAFTS).map((name) => name.slice(DRAFTS.length));
}

/** Of whatever account. */
export function countBegun(): number {
  return countDrafts(DRAFTS);
}

export function keptEntry(election: string): Kept | null {
  return draft<Kept>(DRAFTS + election, Number.POSITIVE_INFINITY);
}

function isUnsent({ entry, photos, sending }: Kept): boolean {
  return sending !== null || photos.length > 0 || isBegun(entry);
}

function fresh(timeZone: string): Kept {
  const today = wallTime(new Date().toISOString(), timeZone).slice(0, 10);
  return { id: crypto.randomUUID(), entry: emptyEntry(today), photos: [], sending: null };
}
