/** Which files can go with a report, by their content and before anything is sent. Pure. */
import type { ChosenPhoto } from "./body.ts";

export interface PhotoLimits {
  photos_per_report: number;
  photo_bytes: number;
  photo_types: readonly string[];
}

/** How many first bytes `mediaTypeOf` looks at. */
export const SNIFFED_BYTES = 12;
const STILL_BRANDS = new Set(["heic", "heix", "heim", "heis", "mif1"]);

/** As the service tells it: what the file is called does not matter. */
export function mediaTypeOf(firstBytes: Uint8Array): string | null {
  const text = String.fromCharCode(...firstBytes.subarray(0, SNIFFED_BYTES));
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.startsWith("RIFF") && text.slice(8) === "WEBP") return "image/webp";
  if (text.slice(4, 8) === "ftyp" && STILL_BRANDS.has(text.slice(8))) return "image/heic";
  return null;
}

/** Why a file cannot go, as the sentence that says it is called. */
export type Unfit =
  | "report.error.photo_type"
  | "report.error.photo_too_large"
  | "report.error.too_many_photos"
  | "enter.photo_unreadable"
  | "enter.photo_twice"
  | "enter.photo_late";

/** Before the whole of it is read. */
export function unfit(sizeBytes: number, mediaType: string | null, limits: PhotoLimits): Unfit | null {
  if (mediaType === null || !limits.photo_types.includes(mediaType)) return "report.error.photo_type";
  return sizeBytes > limits.photo_bytes ? "report.error.photo_too_large" : null;
}

interface Among {
  chosen: readonly ChosenPhoto[];
  /** The report is on its way and has said which photos follow it. */
  announced: boolean;
  /** Whether this page has the contents of the one with this digest. */
  isHere: (sha256: string) => boolean;
}

/** Whether it finds a place. One whose contents were lost gets them back. */
export function misplaced(sha256: string, among: Among, limits: PhotoLimits): Unfit | null {
  const known = among.chosen.some((photo) => photo.sha256 === sha256);
  if (known) return among.isHere(sha256) ? "enter.photo_twice" : null;
  if (among.announced) return "enter.photo_late";
  return among.chosen.length < limits.photos_per_report ? null : "report.error.too_many_photos";
}

export function hexOf(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
