/** The named queues: each is a question to the one list. Pure. */

export const QUEUES = ["waiting", "new", "mine", "needs_info", "snoozed", "escalated", "all"] as const;
export type Queue = (typeof QUEUES)[number];

const OPEN = "received,in_triage";

const QUESTIONS: Record<Queue, Record<string, string>> = {
  waiting: { triage: OPEN, snoozed: "false", test: "false", sort: "due" },
  new: { triage: "received", snoozed: "false", test: "false", sort: "due" },
  mine: { claim: "mine", sort: "due" },
  needs_info: { triage: "needs_info", sort: "due" },
  snoozed: { snoozed: "true", sort: "due" },
  escalated: { triage: "received,in_triage,needs_info", escalated: "true", sort: "due" },
  all: { sort: "newest" },
};

export function question(queue: Queue, words: string, limit: number): URLSearchParams {
  const asked = new URLSearchParams(QUESTIONS[queue]);
  if (words.trim()) asked.set("q", words.trim());
  asked.set("limit", String(limit));
  return asked;
}

export function queueNamed(name: string | null): Queue {
  return QUEUES.find((queue) => queue === name) ?? "waiting";
}

/** From which of its own queues the service hands out the next report, given the list that is looked at. */
export function servedFrom(queue: Queue): "all" | "new" | "escalated" {
  return queue === "new" || queue === "escalated" ? queue : "all";
}
