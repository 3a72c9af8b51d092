/** What a refused import says about its rows. Pure. */
import { isProblem } from "../api/problem.ts";

export interface BadRow {
  row: number | string;
  code: string;
  message: string;
}

/** A pointer is the line of a CSV file, or the place of a feature from 0, which people count from 1. */
export function rowsRefused(failure: unknown): BadRow[] {
  if (!isProblem(failure, "import-refused")) return [];
  return (failure.document.errors ?? []).map(({ pointer, code, message }) => ({
    row: rowOf(pointer),
    code,
    message,
  }));
}

function rowOf(pointer: string): string {
  const [what = "", place = ""] = pointer.replace(/^\//, "").split("/");
  if (what === "line") return place;
  return what === "features" ? String(Number(place) + 1) : what;
}
