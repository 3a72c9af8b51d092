import { number } from "../language/language.ts";

interface CountProps {
  /** What was counted; null until it is. */
  of: { count: number; more: boolean } | null | undefined;
}

/** How many stand behind a name; "1000+" where nobody counted further. */
export function Count({ of }: CountProps) {
  return <span class="queue-count">{of ? `${number(of.count)}${of.more ? "+" : ""}` : ""}</span>;
}
