/** The named lists of incidents: each is a question to the one list. Pure. */

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

export function viewNamed(name: string | null): IncidentsView {
  return VIEWS.find((view) => view === name) ?? "open";
}
