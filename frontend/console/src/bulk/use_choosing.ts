import { useState } from "preact/hooks";
import type { ReportRow } from "../api/types.ts";
import { broughtUpToDate, type Choice, NOTHING, through, toggled } from "./choosing.ts";

export interface Choosing {
  /** Those that are chosen, as the list shows them now. */
  rows: readonly ReportRow[];
  has: (id: string) => boolean;
  toggle: (row: ReportRow) => void;
  through: (row: ReportRow) => void;
  none: () => void;
}

/** What is chosen stays chosen when another list is looked at: how many they are is always said. */
export function useChoosing(list: readonly ReportRow[]): Choosing {
  const [choice, setChoice] = useState<Choice<ReportRow>>(NOTHING);
  return {
    rows: broughtUpToDate(choice, list),
    has: (id) => choice.rows.has(id),
    toggle: (row) => setChoice((before) => toggled(before, row)),
    through: (row) => setChoice((before) => through(before, row, list)),
    none: () => setChoice(NOTHING),
  };
}
