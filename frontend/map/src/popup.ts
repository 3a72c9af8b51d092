/** What is said about a circle or an area. */

import type { Area, Sum } from "./symbols.ts";
import { filled, type Told } from "./told.ts";

/** `area` undefined: somewhere on none of them. Words of people go in as text, never as markup. */
export function popup(
  told: Told,
  sum: Sum | undefined,
  area: Area | undefined,
  station: string | null,
): HTMLElement {
  const body = document.createElement("div");
  body.tabIndex = -1;
  const heading = line(body, "p", area?.label ?? told.words.nowhere);
  heading.className = "map-name";
  if (area) heading.lang = area.label_language;
  if (station) heading.append(` · ${station}`);
  line(body, "p", filled(told.words.numbers, numbers(sum)));
  if (sum?.refs.length) links(body, told, sum);
  return body;
}

export function inNumbers(value: number): string {
  return new Intl.NumberFormat(document.documentElement.lang).format(value);
}

function numbers(sum: Sum | undefined): Record<string, string> {
  return {
    incidents: inNumbers(sum?.incidents ?? 0),
    verified: inNumbers(sum?.verified ?? 0),
    reports: inNumbers(sum?.reports ?? 0),
  };
}

function links(body: HTMLElement, told: Told, sum: Sum): void {
  const list = document.createElement("ul");
  for (const ref of sum.refs) {
    const link = document.createElement("a");
    link.href = told.incident.replace("REF", ref);
    link.textContent = ref;
    link.translate = false;
    line(list, "li", "").append(link);
  }
  if (sum.incidents > sum.refs.length) line(list, "li", "…");
  body.append(list);
}

function line(within: HTMLElement, tag: "p" | "li", words: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = words;
  within.append(made);
  return made;
}
