/** In which order incidents are offered for a report: a help for the eye, no judgement. Pure. */

interface Placed {
  category: string;
  area: string | null;
  station: string | null;
  occurred_on: string | null;
}

export function nearness(report: Placed, incident: Placed): number {
  const same = <K extends keyof Placed>(member: K) =>
    report[member] !== null && report[member] === incident[member];
  const group = (category: string) => category.split(".")[0];
  return (
    (same("station") ? 8 : 0) +
    (same("category") ? 4 : group(report.category) === group(incident.category) ? 2 : 0) +
    (same("area") ? 2 : 0) +
    (same("occurred_on") ? 1 : 0)
  );
}
