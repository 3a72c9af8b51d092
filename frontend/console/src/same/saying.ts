/** What two have in common, as a sentence of ours and its values. Pure. */

export interface Part {
  code: string;
  facts: Readonly<Record<string, unknown>>;
}

export interface Saying {
  key: string;
  values: Readonly<Record<string, string | number>>;
  /** To be written as a span of time. */
  minutes: number | null;
}

export function saying({ code, facts }: Part): Saying {
  const number = (name: string) => Number(facts[name] ?? 0);
  const plainly = (key: string, values: Saying["values"] = {}) => ({ key, values, minutes: null });
  switch (code) {
    case "distance":
      return plainly(code, { distance: number("distance_m") });
    case "time":
      return { key: code, values: {}, minutes: number("minutes") };
    case "text":
      return number("share") === 1
        ? plainly("same_text")
        : plainly(code, { percent: Math.round(number("share") * 100) });
    case "photo":
      return plainly(number("distance_bits") === 0 ? "same_photo" : code);
    default:
      return plainly(code);
  }
}
