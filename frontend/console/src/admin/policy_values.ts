/** An election's rules as a form holds them, and as the service takes them. Pure. */
import { changedGroups, type Groups, type Values } from "../coding/three_way.ts";

const LANGUAGES = ["ky", "ru", "uz-Cyrl", "en"] as const;

export const POLICY_GROUPS: Groups = {
  name: LANGUAGES.map((each) => `name_${each}`),
  languages: LANGUAGES.map((each) => `in_${each}`),
  mode: ["mode"],
  anonymous_reports: ["anonymous_reports"],
  four_eyes: ["four_eyes"],
  publication_delay_minutes: ["publication_delay_minutes"],
  emergency_number: ["emergency_number"],
};

export interface Policy {
  name: Readonly<Record<string, string>>;
  languages: readonly string[];
  mode: string;
  anonymous_reports: boolean;
  four_eyes: boolean;
  publication_delay_minutes: number;
  emergency_number: string;
}

export function policyValues(policy: Policy): Values {
  return {
    ...Object.fromEntries(LANGUAGES.map((each) => [`name_${each}`, policy.name[each] ?? ""])),
    ...Object.fromEntries(LANGUAGES.map((each) => [`in_${each}`, tick(policy.languages.includes(each))])),
    mode: policy.mode,
    anonymous_reports: tick(policy.anonymous_reports),
    four_eyes: tick(policy.four_eyes),
    publication_delay_minutes: String(policy.publication_delay_minutes),
    emergency_number: policy.emergency_number,
  };
}

/** Only what was changed, as the service takes it. */
export function policyChanges(base: Values, mine: Values): Record<string, unknown> {
  const taken: Record<string, unknown> = {
    name: nameOf(mine),
    languages: LANGUAGES.filter((each) => mine[`in_${each}`] === "yes"),
    mode: mine.mode,
    anonymous_reports: mine.anonymous_reports === "yes",
    four_eyes: mine.four_eyes === "yes",
    publication_delay_minutes: Number(mine.publication_delay_minutes),
    emergency_number: mine.emergency_number,
  };
  const changed = changedGroups(POLICY_GROUPS, base, mine);
  return Object.fromEntries(changed.map((group) => [group, taken[group]]));
}

export function nameOf(values: Values): Record<string, string> {
  return Object.fromEntries(
    LANGUAGES.flatMap((each) => {
      const text = values[`name_${each}`]?.trim() ?? "";
      return text ? [[each, text]] : [];
    }),
  );
}

export function tick(is: boolean): string {
  return is ? "yes" : "";
}
