import type { ReportRow } from "../api/types.ts";
import { counted, t } from "../language/language.ts";
import { codeInWords } from "../shell/failure.tsx";
import { kindLabel, useGround } from "../shell/ground.ts";
import type { BulkItem, BulkResult } from "./api.ts";

interface ResultsProps {
  result: BulkResult;
  rows: readonly ReportRow[];
  /** Nothing has been changed yet. */
  trial: boolean;
}

/** How many are changed and how many not, and of each report what became of it, those left out first. */
export function Results({ result, rows, trial }: ResultsProps) {
  const ground = useGround();
  const row = new Map(rows.map((each) => [each.id, each]));
  const order = result.items.toSorted((one, other) => Number(one.changed) - Number(other.changed));
  const said = (item: BulkItem) => {
    if (item.changed) return t(trial ? "bulk.would_change" : "bulk.is_changed");
    const holder = row.get(item.report)?.claim?.holder ?? "";
    return codeInWords(item.refusal ?? "", `${item.title}. ${item.detail}`, holder);
  };
  const named = (id: string) => {
    const found = row.get(id);
    return found ? [kindLabel(ground, found.category), found.station].filter(Boolean).join(" · ") : id;
  };
  return (
    <section class="bulk-results" aria-label={t("bulk.results")}>
      <p role="status">
        <strong>{counted(trial ? "bulk.trial" : "bulk.done", result.changed)}</strong>{" "}
        {result.refused > 0 && counted("bulk.refused", result.refused)}
      </p>
      <ul tabIndex={0} aria-label={t("bulk.results")}>
        {order.map((item) => (
          <li key={item.report} class={item.changed ? "" : "left-out"}>
            <span>{named(item.report)}</span> <span class="fine">{said(item)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
