/** The coding of a report or an incident as a form holds it, and as the service takes it. Pure. */
import { instantOf, wallTime } from "../language/zoned.ts";
import { changedGroups, type Groups, type Values } from "./three_way.ts";

export const HARMS = ["deaths", "hospitalised", "injured", "detained"] as const;
type Harm = (typeof HARMS)[number];

/** What a report and an incident have in common. */
export const CODING_GROUPS: Groups = {
  category: ["category"],
  severity: ["severity", "severity_reason"],
  place: ["area", "station", "point", "location_precision"],
  time: ["day", "time", "time_precision"],
  occurrence: ["occurrence"],
  phase: ["phase"],
  harm: HARMS.flatMap((harm) => [`${harm}_min`, `${harm}_max`]),
};

export interface Coded {
  category: string;
  severity: number;
  severity_override: boolean;
  area: string | null;
  station: string | null;
  latitude_deg: number | null;
  longitude_deg: number | null;
  location_precision: string;
  occurred_at: string | null;
  occurred_on: string | null;
  time_precision: string;
  occurrence: string;
  phase: string;
  harm: Readonly<Record<string, unknown>>;
}

export function valuesOf(coded: Coded, timeZone: string): Values {
  const wall = coded.occurred_at === null ? null : wallTime(coded.occurred_at, timeZone);
  return {
    category: coded.category,
    severity: coded.severity_override ? String(coded.severity) : "",
    severity_reason: "",
    area: coded.area ?? "",
    station: coded.station ?? "",
    point: pointText(coded.latitude_deg, coded.longitude_deg),
    location_precision: coded.location_precision,
    day: wall?.slice(0, 10) ?? coded.occurred_on ?? "",
    time: wall?.slice(11) ?? "",
    time_precision: coded.time_precision,
    occurrence: coded.occurrence,
    phase: coded.phase,
    ...harmValues(coded.harm),
  };
}

export function pointText(latitude: number | null, longitude: number | null): string {
  return latitude === null || longitude === null ? "" : `${latitude}, ${longitude}`;
}

/** `null` where it is not two numbers on the earth. */
export function pointOf(text: string): { latitude_deg: number; longitude_deg: number } | null {
  const [latitude, longitude, ...rest] = text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map(Number);
  if (latitude === undefined || longitude === undefined || rest.length > 0) return null;
  const onEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return onEarth ? { latitude_deg: latitude, longitude_deg: longitude } : null;
}

const CLOCKED = new Set(["minute", "hour"]);
const DATED = new Set(["minute", "hour", "part_of_day", "day"]);

export function needsClock(precision: string): boolean {
  return CLOCKED.has(precision);
}

export function needsDay(precision: string): boolean {
  return DATED.has(precision);
}

/** The fields whose text cannot be meant. */
export function wrongFields(values: Values): string[] {
  const wrong: string[] = [];
  if (values.point && pointOf(values.point) === null) wrong.push("point");
  if (values.severity && !values.severity_reason?.trim()) wrong.push("severity_reason");
  if (needsDay(values.time_precision ?? "") && !values.day) wrong.push("day");
  if (needsClock(values.time_precision ?? "") && !values.time) wrong.push("time");
  for (const harm of HARMS) {
    const [min, max] = [values[`${harm}_min`] ?? "", values[`${harm}_max`] ?? ""];
    if (max && (!min || Number(max) < Number(min))) wrong.push(`${harm}_max`);
  }
  return wrong;
}

/** Only what was changed, as the service takes it. */
export function codingChanges(base: Values, mine: Values, timeZone: string): Record<string, unknown> {
  const changed = new Set(changedGroups(CODING_GROUPS, base, mine));
  const differs = (field: string) => base[field] !== mine[field];
  const changes: Record<string, unknown> = {};
  for (const field of ["category", "occurrence", "phase"])
    if (changed.has(field)) changes[field] = mine[field];
  if (differs("severity") || (mine.severity && differs("severity_reason"))) {
    changes.severity = mine.severity ? Number(mine.severity) : null;
    if (mine.severity_reason) changes.severity_reason = mine.severity_reason;
  }
  for (const field of ["area", "station"]) if (differs(field)) changes[field] = mine[field] || null;
  if (differs("point")) {
    Object.assign(changes, pointOf(mine.point ?? "") ?? { latitude_deg: null, longitude_deg: null });
  }
  if (differs("location_precision")) changes.location_precision = mine.location_precision;
  if (changed.has("time")) Object.assign(changes, timeChanges(mine, timeZone));
  if (changed.has("harm")) changes.harm = harmOf(mine);
  return changes;
}

function timeChanges(mine: Values, timeZone: string): Record<string, unknown> {
  const precision = mine.time_precision ?? "unknown";
  if (needsClock(precision)) {
    return { occurred_at: instantOf(`${mine.day}T${mine.time}`, timeZone), time_precision: precision };
  }
  return { occurred_at: null, occurred_on: needsDay(precision) ? mine.day : null, time_precision: precision };
}

function harmValues(harm: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(
    HARMS.flatMap((kind) => {
      const range = (harm[kind] ?? {}) as { min?: number; max?: number | null };
      return [
        [`${kind}_min`, range.min === undefined ? "" : String(range.min)],
        [`${kind}_max`, range.max === undefined || range.max === null ? "" : String(range.max)],
      ];
    }),
  );
}

/** "At least 12" has no max and stays so. */
export function harmOf(values: Values): Partial<Record<Harm, { min: number; max: number | null }>> {
  const harm: Partial<Record<Harm, { min: number; max: number | null }>> = {};
  for (const kind of HARMS) {
    const [min, max] = [values[`${kind}_min`] ?? "", values[`${kind}_max`] ?? ""];
    if (min) harm[kind] = { min: Number(min), max: max ? Number(max) : null };
  }
  return harm;
}
