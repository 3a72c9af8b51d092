import { useEffect, useRef } from "preact/hooks";
import type { ReportRow } from "../api/types.ts";
import type { Choosing } from "../bulk/use_choosing.ts";
import { counted, t, word } from "../language/language.ts";
import { due } from "../language/moments.ts";
import { areaLabel, kindLabel, kindOf, useGround } from "../shell/ground.ts";
import { useNow } from "../shell/loaded.ts";
import { Link } from "../shell/navigation.tsx";
import { SeverityMark } from "../shell/severity_mark.tsx";

interface QueueRowProps {
  row: ReportRow;
  to: string;
  opened: boolean;
  gone: boolean;
  /** For whoever may change many at once. */
  choosing: Choosing | null;
}

/** One report in the list: what, where, how urgent, who holds it. No picture and no graphic words. */
export function QueueRow({ row, to, opened, gone, choosing }: QueueRowProps) {
  const ground = useGround();
  const now = useNow();
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (opened) element.current?.scrollIntoView({ block: "nearest" });
  }, [opened]);
  const covered = kindOf(ground, row.category)?.graphic;
  const open = ["received", "in_triage", "needs_info"].includes(row.triage);
  return (
    <li ref={element} class={`${opened ? "opened" : ""} ${gone ? "gone" : ""}`}>
      {choosing && (
        <label class="row-choice">
          <input
            type="checkbox"
            checked={choosing.has(row.id)}
            aria-label={t("bulk.choose_one", { what: kindLabel(ground, row.category) })}
            onClick={(event) => (event.shiftKey ? choosing.through(row) : choosing.toggle(row))}
          />
        </label>
      )}
      <Link to={to} current={opened} class="row-link">
        <span class="row-first">
          <SeverityMark severity={row.severity} />
          <strong>{kindLabel(ground, row.category)}</strong>
        </span>
        <span class="row-second">
          {[row.station, areaLabel(ground, row.area) ?? t("place.not_located")].filter(Boolean).join(" · ")}
          {row.photos > 0 && ` · ${counted("count.photos", row.photos)}`}
        </span>
        <span class="row-second excerpt" dir="auto" lang={row.language ?? undefined}>
          {covered ? t("report.graphic_short") : row.excerpt}
        </span>
        <span class="row-last">
          {open ? (
            <span class={Date.parse(row.due_at) < now ? "late" : ""}>{due(row.due_at, now)}</span>
          ) : (
            <span>{word("state", row.triage)}</span>
          )}
          {row.triage === "received" && <span>{t("state.received")}</span>}
          {row.claim && <span class="holder">{row.claim.mine ? t("claim.you") : row.claim.holder}</span>}
          {row.escalated_at && <span class="late">{t("state.escalated")}</span>}
          {row.test && <span>{t("state.test")}</span>}
        </span>
      </Link>
    </li>
  );
}
