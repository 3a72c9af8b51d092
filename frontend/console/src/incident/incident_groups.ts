/** What only an incident's form has, beside what it shares with reports. Pure. */
import { changedGroups, type Groups, type Values } from "../coding/three_way.ts";
import { CODING_GROUPS, type Coded, codingChanges, valuesOf } from "../coding/values.ts";

export const TEXT_LANGUAGES = ["ky", "ru", "uz-Cyrl", "en"] as const;

export const INCIDENT_GROUPS: Groups = {
  ...Object.fromEntries(TEXT_LANGUAGES.map((language) => [`text_${language}`, [`text_${language}`]])),
  ...CODING_GROUPS,
  masked: ["masked"],
  single_observer: ["single_observer"],
};

export interface CodedIncident extends Coded {
  masked: boolean;
  single_observer: boolean;
  public_text: Readonly<Record<string, string>>;
}

export function incidentValues(incident: CodedIncident, timeZone: string): Values {
  return {
    ...valuesOf(incident, timeZone),
    ...Object.fromEntries(
      TEXT_LANGUAGES.map((language) => [`text_${language}`, incident.public_text[language] ?? ""]),
    ),
    masked: incident.masked ? "yes" : "",
    single_observer: incident.single_observer ? "yes" : "",
  };
}

export function incidentChanges(base: Values, mine: Values, timeZone: string): Record<string, unknown> {
  const changed = new Set(changedGroups(INCIDENT_GROUPS, base, mine));
  const texts = TEXT_LANGUAGES.filter((language) => changed.has(`text_${language}`));
  const flags = ["masked", "single_observer"].filter((flag) => changed.has(flag));
  return {
    ...codingChanges(base, mine, timeZone),
    ...Object.fromEntries(flags.map((flag) => [flag, mine[flag] === "yes"])),
    ...(texts.length > 0 && {
      public_text: Object.fromEntries(
        texts.map((language) => [language, mine[`text_${language}`]?.trim() || null]),
      ),
    }),
  };
}
