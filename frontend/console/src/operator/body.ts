/** What somebody says on the telephone or a newspaper writes, as the intake takes it. Pure. */
import { HARMS, harmOf, pointOf, wrongFields } from "../coding/values.ts";
import { instantOf } from "../language/zoned.ts";

export type Entry = Readonly<Record<string, string>>;

export const CHANNELS = ["phone", "messenger", "sms", "media", "web"] as const;
const PLAIN = [
  "language",
  "station",
  "area",
  "place_text",
  "occurrence",
  "knowledge",
  "reporter_type",
] as const;
const LONGEST_KEY = 64;

/** Of a form nobody has touched. */
export function emptyEntry(today: string): Entry {
  return { channel: "phone", when: "now", day: today, occurrence: "occurred", may_refer: "no" };
}

/** Whether somebody has said anything yet; the day alone stands there by itself. */
export function isBegun(entry: Entry): boolean {
  const empty = emptyEntry(entry.day ?? "");
  return Object.entries(entry).some(([field, value]) => value !== (empty[field] ?? ""));
}

/** The fields without which, or with which, it cannot be sent. */
export function wrongEntries(entry: Entry): string[] {
  const wrong = wrongFields({ ...entry, time_precision: "unknown", severity: "" });
  if (!entry.kind) wrong.push("kind");
  if (entry.when === "at" && !entry.day) wrong.push("day");
  if (entry.source && !keyOf(entry.source)) wrong.push("source");
  return wrong;
}

/** A file that goes with a report; `media_type` is what its first bytes say. */
export interface ChosenPhoto {
  name: string;
  sha256: string;
  size_bytes: number;
  media_type: string;
}

interface Circumstances {
  /** When it is sent the first time: a repeat has to say the same. */
  now: string;
  timeZone: string;
  /** Of the sources that are known, by name. */
  keys: ReadonlyMap<string, string>;
  /** They follow the report, which says by this which ones are still to come. */
  photos: readonly ChosenPhoto[];
}

export function bodyOf(entry: Entry, { now, timeZone, keys, photos }: Circumstances) {
  const said = (field: string) => entry[field]?.trim() ?? "";
  const plain = PLAIN.flatMap((field) => (said(field) ? [[field, said(field)] as const] : []));
  const hurt = HARMS.some((harm) => said(`${harm}_min`));
  return {
    category: said("kind"),
    channel: said("channel"),
    may_refer: said("may_refer"),
    ...Object.fromEntries(plain),
    ...(said("description") && { description: said("description") }),
    ...(said("contact") && { contact: said("contact") }),
    ...pointOf(said("point")),
    ...(said("point") && { location_precision: "exact" }),
    ...timeOf(entry, now, timeZone),
    ...(hurt && { harm: harmOf(entry) }),
    ...(said("source") && { source: sourceOf(entry, keys) }),
    ...(entry.test === "yes" && { test: true }),
    ...(photos.length > 0 && { photos: photos.map(({ name: _, ...declared }) => declared) }),
  };
}

export type Body = ReturnType<typeof bodyOf>;

function timeOf(entry: Entry, now: string, timeZone: string) {
  if (entry.when === "now") return { occurred_at: now, time_precision: "hour" };
  if (entry.when !== "at") return { time_precision: "unknown" };
  if (!entry.time) return { occurred_on: entry.day, time_precision: "day" };
  return { occurred_at: instantOf(`${entry.day}T${entry.time}`, timeZone), time_precision: "minute" };
}

/** A source that is known keeps its key; a new one gets one made of its name. */
function sourceOf(entry: Entry, keys: ReadonlyMap<string, string>) {
  const name = entry.source?.trim() ?? "";
  return {
    key: keys.get(name) ?? keyOf(name),
    name,
    kind: entry.channel === "media" ? "media" : "person",
    ...(entry.organisation?.trim() && { organisation: entry.organisation.trim() }),
  };
}

/** Letters and digits of any alphabet with hyphens between: it stands in addresses and lists. */
export function keyOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .slice(0, LONGEST_KEY)
    .replace(/^-+|-+$/g, "");
}
