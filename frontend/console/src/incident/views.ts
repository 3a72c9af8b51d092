/** The named lists of incidents: each is a question to the one list; and the steps that are next. Pure. */

import type { IncidentQueue } from "../api/types.ts";
import type { Person } from "./readiness.ts";

export const VIEWS = ["open", "unreviewed", "before_lead", "draft", "published", "all"] as const;
export type IncidentsView = (typeof VIEWS)[number];

const QUESTIONS: Record<IncidentsView, Record<string, string>> = {
  open: { publication: "internal" },
  unreviewed: { publication: "internal", veracity: "unreviewed" },
  before_lead: { before_lead: "true" },
  draft: { draft: "true", publication: "internal,published" },
  published: { publication: "published" },
  all: {},
};

export function incidentsQuestion(view: IncidentsView, words: string, limit: number): URLSearchParams {
  const asked = new URLSearchParams(QUESTIONS[view]);
  if (words.trim()) asked.set("q", words.trim());
  asked.set("limit", String(limit));
  return asked;
}

/** What the next step of an incident can be, in the order in which it is taken. */
export const STEPS: readonly IncidentQueue[] = ["verify", "second_check", "redaction_review", "publish"];

/** The steps that this person may take; publishing needs a lead. */
export function stepsOf(person: Person): readonly IncidentQueue[] {
  if (!person.verifier) return [];
  return person.lead ? STEPS : STEPS.filter((step) => step !== "publish");
}

/** The one that the address names, else the first. */
export function stepNamed(name: string | null, steps: readonly IncidentQueue[]): IncidentQueue | null {
  return steps.find((step) => step === name) ?? steps[0] ?? null;
}

export function viewNamed(name: string | null): IncidentsView {
  return VIEWS.find((view) => view === name) ?? "open";
}
