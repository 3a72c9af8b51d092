/** What was found about a photo, as a sentence of ours and its values. Pure. */
import type { Finding } from "../api/types.ts";

export interface FindingSaying {
  key: string;
  /** For a sentence that has a plural. */
  count?: number;
  /** To be written as a span of time. */
  minutes?: number;
  km?: number;
}

const METRES_PER_KM = 1000;
/** From here on tenths of a kilometre say nothing. */
const WHOLE_KM_FROM = 10;

/** Codes whose sentence follows from the level alone, with the levels they have. */
const BY_LEVEL: Readonly<Record<string, readonly Finding["level"][]>> = {
  "declared-size": ["ok", "look"],
  "declared-type": ["ok", "look"],
  "content-credentials": ["look", "unknown"],
  "further-pictures": ["look"],
};
/** What can be wrong with a position. */
const OF_A_PLACE = new Set<unknown>(["zero", "no-reference", "out-of-range", "not-a-number", "sign"]);

type Facts = Finding["facts"];

/** Null where a service newer or older than this console means something else: then its own words stand. */
export function sayingOf({ code, level, facts }: Finding): FindingSaying | null {
  switch (code) {
    case "capture-time":
      return ofTime(level, facts);
    case "capture-place":
      return ofPlace(level, facts);
    case "file-history":
      return ofFile(level, facts);
    case "seen-before":
      return ofSeen(facts);
    default:
      return BY_LEVEL[code]?.includes(level) ? { key: `${code}-${level}` } : null;
  }
}

function ofTime(level: Finding["level"], facts: Facts): FindingSaying | null {
  if (level === "ok") return { key: "time-fits" };
  if (level === "unknown") return { key: facts.taken_at ? "time-report-silent" : "time-file-silent" };
  if (facts.off_minutes === undefined) return { key: "time-future" };
  if (facts.before === undefined) return null;
  return { key: facts.before ? "time-before" : "time-after", minutes: Number(facts.off_minutes) };
}

function ofPlace(level: Finding["level"], facts: Facts): FindingSaying | null {
  if (level === "ok") return { key: "place-fits" };
  if (level === "unknown") return { key: facts.source ? "place-report-silent" : "place-file-silent" };
  if (facts.problem) return OF_A_PLACE.has(facts.problem) ? { key: `place-${facts.problem}` } : null;
  const km = Number(facts.distance_m) / METRES_PER_KM;
  return { key: "place-far", km: km >= WHOLE_KM_FROM ? Math.round(km) : Math.round(km * 10) / 10 };
}

function ofFile(level: Finding["level"], facts: Facts): FindingSaying | null {
  if (level === "ok") return { key: facts.original_sha256 ? "file-resized" : "file-camera" };
  if (level === "unknown") return { key: "file-silent" };
  if (facts.problem === "messenger") return { key: "file-messenger" };
  return facts.camera || facts.software ? { key: "file-program" } : null;
}

function ofSeen(facts: Facts): FindingSaying {
  const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 0);
  const [same, near] = [lengthOf(facts.same), lengthOf(facts.near)];
  if (same > 0) return { key: "seen-same", count: same };
  return near > 0 ? { key: "seen-near", count: near } : { key: "seen-nowhere" };
}
