/** Which reports are looked at: a queue by name, and what narrows it. Pure. */

export const QUEUES = [
  "all",
  "new",
  "happening",
  "overdue",
  "escalated",
  "assigned",
  "mine",
  "needs_info",
  "snoozed",
] as const;
export type Queue = (typeof QUEUES)[number];

/** `every`: no queue at all, but all reports in whatever state. */
export type Shelf = Queue | "every";

/** By the names of the API's one grammar; empty ones are left out. */
export type Filters = Readonly<Record<string, string>>;

export interface Choice {
  queue: Shelf;
  filters: Filters;
}

/** Those that stand elsewhere on the screen, or name no report. */
const NOT_FILTERS = new Set(["queue", "limit", "cursor"]);

/** What stands behind the `?` of an address; what it does not know is a filter, which the service may refuse. */
export function choiceAt(search: string): Choice {
  const asked = new URLSearchParams(search);
  const name = asked.get("queue");
  const queue = name === "every" ? name : (QUEUES.find((each) => each === name) ?? "all");
  return { queue, filters: filtersOf(asked) };
}

/** The other way round; the same choice has one address. */
export function addressOf(choice: Choice): string {
  const asked = sorted(choice.filters);
  if (choice.queue !== "all") asked.set("queue", choice.queue);
  asked.sort();
  return asked.size > 0 ? `?${asked}` : "";
}

/** As a view is kept: the API's own question, without its page. */
export function questionOf(choice: Choice): URLSearchParams {
  const asked = sorted(choice.filters);
  if (choice.queue !== "every") asked.set("queue", choice.queue);
  return asked;
}

/** A view that was kept; one that names no queue looks at every report. */
export function choiceOf(question: string): Choice {
  const asked = new URLSearchParams(question);
  if (!asked.has("queue")) asked.set("queue", "every");
  return choiceAt(asked.toString());
}

/** With the order that belongs to it, unless it names its own: what waits by its urgency, the rest by its age. */
export function listed(choice: Choice, limit: number): URLSearchParams {
  const asked = questionOf(choice);
  if (!asked.has("sort")) asked.set("sort", choice.queue === "every" ? "newest" : "due");
  asked.set("limit", String(limit));
  return asked;
}

/** From where the service hands out the next report, and in which languages: it knows no other filter. */
export function servedFrom(choice: Choice): { queue: Queue; languages: string[]; graphic: boolean } {
  const languages = choice.filters.language?.split(",") ?? [];
  return { queue: choice.queue === "every" ? "all" : choice.queue, languages, graphic: true };
}

/** Whether Next may hand out what the list does not show. */
export function servesMore(choice: Choice): boolean {
  return choice.queue === "every" || Object.keys(choice.filters).some((name) => name !== "language");
}

export function narrowed(choice: Choice, changes: Filters): Choice {
  const asked = new URLSearchParams({ ...choice.filters, ...changes });
  return { ...choice, filters: filtersOf(asked) };
}

function filtersOf(asked: URLSearchParams): Filters {
  const given = [...asked].map(([name, value]) => [name, value.trim()] as const);
  return Object.fromEntries(given.filter(([name, value]) => value && !NOT_FILTERS.has(name)));
}

function sorted(filters: Filters): URLSearchParams {
  const asked = new URLSearchParams({ ...filters });
  asked.sort();
  return asked;
}
