/** What all reports that were chosen have in common, to say in words what is about to be changed. Pure. */

interface Row {
  station: string | null;
  area: string | null;
  category: string;
  triage: string;
}

export type Common = { readonly [K in keyof Row]: string | null };

export function inCommon(rows: readonly Row[]): Common {
  const shared = (member: keyof Row) => {
    const [first, ...others] = rows.map((row) => row[member]);
    return first !== undefined && others.every((value) => value === first) ? first : null;
  };
  return {
    station: shared("station"),
    area: shared("area"),
    category: shared("category"),
    triage: shared("triage"),
  };
}
