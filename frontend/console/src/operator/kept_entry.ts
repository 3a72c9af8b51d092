import { useEffect, useState } from "preact/hooks";
import { wallTime } from "../language/zoned.ts";
import { draft, dropDraft, keepDraft } from "../session/drafts.ts";
import { type Body, type ChosenPhoto, type Entry, emptyEntry } from "./body.ts";

interface Kept {
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
  const draftOf = `enter ${election}`;
  const [kept, setKept] = useState<Kept>(() => ({
    ...fresh(timeZone),
    ...draft<Kept>(draftOf, Number.POSITIVE_INFINITY),
  }));
  useEffect(() => keepDraft(draftOf, kept), [kept, draftOf]);
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

function fresh(timeZone: string): Kept {
  const today = wallTime(new Date().toISOString(), timeZone).slice(0, 10);
  return { id: crypto.randomUUID(), entry: emptyEntry(today), photos: [], sending: null };
}
