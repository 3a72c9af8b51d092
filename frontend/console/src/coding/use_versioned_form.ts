import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { isProblem } from "../api/problem.ts";
import { t } from "../language/language.ts";
import { draft, dropDraft, keepDraft } from "../session/drafts.ts";
import { announce } from "../shell/announce.tsx";
import { useSaving } from "../shell/saving.ts";
import { changedGroups, type Groups, type Values } from "./three_way.ts";

interface Versioned {
  version: number;
}

interface Options<T extends Versioned> {
  /** Under which name what is unsaved is kept. */
  draftOf: string;
  item: T;
  groups: Groups;
  valuesOf: (item: T) => Values;
  change: (version: number, base: Values, mine: Values) => Promise<T>;
  readAgain: () => Promise<T>;
  onSaved: (item: T) => void;
}

interface Draft {
  version: number;
  base: Values;
  values: Values;
}

export interface Clash {
  base: Values;
  mine: Values;
  theirs: Values;
  /** Saves what was chosen, on top of theirs. */
  settle: (merged: Values) => void;
  later: () => void;
}

export interface VersionedForm {
  values: Values;
  set: (changes: Record<string, string>) => void;
  unsaved: boolean;
  busy: boolean;
  failure: unknown;
  save: () => void;
  discard: () => void;
  clash: Clash | null;
}

/** A form over something with a version: edits are kept until saved, and never overwrite or lose another's. */
export function useVersionedForm<T extends Versioned>(options: Options<T>): VersionedForm {
  const { draftOf, item, groups, valuesOf } = options;
  const read = useMemo(() => valuesOf(item), [item]);
  const asRead: Draft = { version: item.version, base: read, values: read };
  const [now, setNow] = useState<Draft>(() => draft<Draft>(draftOf) ?? asRead);
  const [theirs, setTheirs] = useState<T | null>(null);
  const saving = useSaving();
  const unsaved = changedGroups(groups, now.base, now.values).length > 0;

  // Untouched, the form follows what is read; touched, it waits until the two meet.
  useEffect(() => {
    if (!unsaved && item.version !== now.version) setNow(asRead);
  });
  // At once: the page may go away before the next picture of it is drawn.
  useLayoutEffect(() => {
    if (unsaved) keepDraft(draftOf, now);
    else dropDraft(draftOf);
  }, [unsaved, now, draftOf]);

  const accept = (saved: T) => {
    const values = valuesOf(saved);
    setTheirs(null);
    setNow({ version: saved.version, base: values, values });
    announce(t("coding.saved"));
    options.onSaved(saved);
  };
  const save = (from: Draft) =>
    saving.run(async () => {
      try {
        accept(await options.change(from.version, from.base, from.values));
      } catch (failure) {
        if (!isProblem(failure) || !failure.stale) throw failure;
        const current = await options.readAgain();
        const alreadyThere = changedGroups(groups, valuesOf(current), from.values).length === 0;
        if (alreadyThere)
          accept(current); // the first try had arrived, its answer had not
        else setTheirs(current);
      }
    });
  const settle = (merged: Values) => {
    if (theirs === null) return;
    const base = valuesOf(theirs);
    const next = { version: theirs.version, base, values: merged };
    setNow(next);
    setTheirs(null);
    if (changedGroups(groups, base, merged).length > 0) save(next);
    else accept(theirs);
  };
  return {
    values: now.values,
    set: (changes) => setNow((before) => ({ ...before, values: { ...before.values, ...changes } })),
    unsaved,
    busy: saving.busy,
    failure: saving.failure,
    save: () => save(now),
    discard: () => setNow(asRead),
    clash: theirs && {
      base: now.base,
      mine: now.values,
      theirs: valuesOf(theirs),
      settle,
      later: () => setTheirs(null),
    },
  };
}
