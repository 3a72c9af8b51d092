/** Between an instant and what a clock on the wall of a time zone shows. Pure. */

/** `2020-10-04T09:15` as the zone's clock shows this instant; for `<input type="datetime-local">`. */
export function wallTime(instant: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(instant));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** The instant at which the zone's clock shows this. Of two (clocks set back) the first. */
export function instantOf(wall: string, timeZone: string): string {
  const asUtc = Date.parse(`${wall}:00Z`);
  for (const offset of [offsetAt(asUtc - DAY, timeZone), offsetAt(asUtc + DAY, timeZone)]) {
    const instant = new Date(asUtc - offset).toISOString();
    if (wallTime(instant, timeZone) === wall) return instant;
  }
  return new Date(asUtc - offsetAt(asUtc, timeZone)).toISOString();
}

const DAY = 86_400_000;

function offsetAt(at: number, timeZone: string): number {
  return (
    Date.parse(`${wallTime(new Date(at).toISOString(), timeZone)}:00Z`) - Math.floor(at / 60_000) * 60_000
  );
}
