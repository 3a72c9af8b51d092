/** Why somebody cannot do the next thing to an incident: said before they try, decided by the service. Pure. */
import type { Incident, Revision } from "../api/types.ts";

export interface Person {
  name: string;
  verifier: boolean;
  lead: boolean;
}

export type Hindrance =
  | "not-a-lead"
  | "not-a-verifier"
  | "withdrawn"
  | "warning"
  | "nothing-new"
  | "no-report"
  | "same-person"
  | "no-verdict"
  | "no-text"
  | "not-published";

/** In the order in which one would mend them; none means that it may be tried. */
export function hindersPublishing(
  incident: Incident,
  newest: Revision | undefined,
  person: Person,
  election: { four_eyes: boolean; languages: readonly string[] },
): Hindrance[] {
  const texts = election.languages.map((language) => incident.public_text[language] ?? "");
  const checks: [Hindrance, boolean][] = [
    ["withdrawn", incident.publication === "withdrawn"],
    ["warning", incident.occurrence === "will_occur"],
    ["no-report", incident.reports === 0],
    ["no-text", texts.every((text) => text.trim() === "")],
    ["no-verdict", incident.veracity === "unreviewed"],
    ["nothing-new", incident.published_revision === incident.revision],
    ["not-a-lead", !person.lead],
    ["same-person", election.four_eyes && newest?.author === person.name],
  ];
  return checks.flatMap(([hindrance, holds]) => (holds ? [hindrance] : []));
}

export function hindersVerdict(incident: Incident, person: Person): Hindrance[] {
  if (incident.publication === "withdrawn") return ["withdrawn"];
  return person.verifier ? [] : ["not-a-verifier"];
}

export function hindersWithdrawing(incident: Incident, person: Person): Hindrance[] {
  if (incident.publication !== "published") return ["not-published"];
  return person.lead ? [] : ["not-a-lead"];
}

/** `verified` and `refuted` rest on more than reading. */
export function hasBeenChecked(incident: Incident): boolean {
  return incident.steps.some((step) => step.kind !== "read_report");
}
