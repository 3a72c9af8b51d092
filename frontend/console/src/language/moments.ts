import { signal } from "@preact/signals";
import { counted, formatsOf, language, t } from "./language.ts";

/** Times are those of the election, wherever the reader sits. */
export const timeZone = signal("UTC");

/** Day and time; numbers only, which no language writes ambiguously with the month in the middle. */
export function moment(at: string): string {
  return new Intl.DateTimeFormat(formatsOf(language.value), {
    timeZone: timeZone.value,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(at));
}

export function clock(at: string | number): string {
  return new Intl.DateTimeFormat(formatsOf(language.value), {
    timeZone: timeZone.value,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(at));
}

/** "14:05:07" */
export function second(at: string): string {
  return new Intl.DateTimeFormat(formatsOf(language.value), {
    timeZone: timeZone.value,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(new Date(at));
}

/** `2020-10-04` as the language writes a day. */
export function day(on: string): string {
  return new Intl.DateTimeFormat(formatsOf(language.value), {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    year: "numeric",
  }).format(new Date(`${on}T00:00:00Z`));
}

/** "5 min", "3 h", "2 days": how long, coarsely. */
export function span(milliseconds: number): string {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000);
  if (minutes < 120) return counted("span.minutes", minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? counted("span.hours", hours) : counted("span.days", Math.floor(hours / 24));
}

/** "9:41": minutes and seconds, for what ends soon. */
export function remaining(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** "8 min left" or "2 h late". */
export function due(at: string, now: number): string {
  const left = Date.parse(at) - now;
  return t(left >= 0 ? "due.left" : "due.late", { span: span(left) });
}
