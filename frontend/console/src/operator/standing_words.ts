import { counted, number, t } from "../language/language.ts";
import type { Standing } from "./posting.ts";

/** How far the photos of a report are, as it is. */
export function inSentences(standing: Standing): string {
  const { count, sending, settled } = standing;
  if (sending !== null) return t("enter.photo_at", { number: number(sending), count: number(count) });
  if (!settled) return t("enter.photos_wait");
  return (["stored", "cut", "refused", "missing"] as const)
    .filter((what) => standing[what] > 0)
    .map((what) => counted(`posted.${what}`, standing[what]))
    .join(" ");
}
