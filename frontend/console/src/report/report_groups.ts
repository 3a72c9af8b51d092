/** What only a report's coding has, beside what it shares with incidents. Pure. */
import { changedGroups, type Groups, type Values } from "../coding/three_way.ts";
import { CODING_GROUPS, type Coded, codingChanges, valuesOf } from "../coding/values.ts";

export const REPORT_GROUPS: Groups = {
  ...CODING_GROUPS,
  secondary_categories: ["secondary_categories"],
  tags: ["tags"],
};

export interface CodedReport extends Coded {
  secondary_categories: readonly string[];
  tags: readonly string[];
}

export function reportValues(coding: CodedReport, timeZone: string): Values {
  return {
    ...valuesOf(coding, timeZone),
    secondary_categories: coding.secondary_categories.join(","),
    tags: coding.tags.join(", "),
  };
}

export function listOf(text: string): string[] {
  return [
    ...new Set(
      text
        .split(",")
        .map((each) => each.trim())
        .filter(Boolean),
    ),
  ];
}

export function reportChanges(base: Values, mine: Values, timeZone: string): Record<string, unknown> {
  const changed = changedGroups(REPORT_GROUPS, base, mine);
  const own = ["secondary_categories", "tags"].filter((field) => changed.includes(field));
  return {
    ...codingChanges(base, mine, timeZone),
    ...Object.fromEntries(own.map((field) => [field, listOf(mine[field] ?? "")])),
  };
}
