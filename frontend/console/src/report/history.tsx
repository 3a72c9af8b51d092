import type { HistoryEntry } from "../api/types.ts";
import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";

/** Everything that happened to it, the newest first, folded away until asked for. */
export function History({ entries }: { entries: readonly HistoryEntry[] }) {
  return (
    <details class="history">
      <summary>{t("history.title")}</summary>
      <ol>
        {entries.toReversed().map((entry) => (
          <li key={`${entry.at}${entry.event}${entry.note}`}>
            <p>
              <strong>{word("event", entry.event)}</strong>
              {entry.reason_code && ` ${entry.reason_code}`}
              <span class="fine">
                {" "}
                {entry.actor ?? t("history.nobody")} · {moment(entry.at)}
              </span>
            </p>
            {entry.note && (
              <p class="words" dir="auto">
                {entry.note}
              </p>
            )}
            <Changes changes={entry.changes} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function Changes({ changes }: { changes: HistoryEntry["changes"] }) {
  const entries = Object.entries(changes as Record<string, [unknown, unknown]>);
  if (entries.length === 0) return null;
  return (
    <ul class="changes">
      {entries.map(([field, change]) => (
        <li key={field}>
          <code>{field}</code> {shown(Array.isArray(change) ? change[0] : null)} →{" "}
          {shown(Array.isArray(change) ? change[1] : change)}
        </li>
      ))}
    </ul>
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
