/** What becomes of my unsaved changes when somebody else has saved theirs first. Pure. */

/** A form as flat text, so that equal is equal. */
export type Values = Readonly<Record<string, string>>;

/** Fields that only make sense together are taken from one side together. */
export type Groups = Readonly<Record<string, readonly string[]>>;

export function changedGroups(groups: Groups, base: Values, mine: Values): string[] {
  return Object.keys(groups).filter((group) => differs(groups, group, base, mine));
}

export interface Rebased {
  /** Their values, with mine where only I changed something or where both did. */
  values: Values;
  /** Where both changed something, and not to the same. */
  clashes: string[];
}

export function rebase(groups: Groups, base: Values, mine: Values, theirs: Values): Rebased {
  const changed = changedGroups(groups, base, mine);
  return {
    values: changed.reduce((values, group) => take(groups, group, mine, values), theirs),
    clashes: changed.filter(
      (group) => differs(groups, group, base, theirs) && differs(groups, group, mine, theirs),
    ),
  };
}

/** `into` with this one group as `from` has it. */
export function take(groups: Groups, group: string, from: Values, into: Values): Values {
  return { ...into, ...Object.fromEntries((groups[group] ?? []).map((field) => [field, from[field] ?? ""])) };
}

function differs(groups: Groups, group: string, one: Values, other: Values): boolean {
  return (groups[group] ?? []).some((field) => (one[field] ?? "") !== (other[field] ?? ""));
}
