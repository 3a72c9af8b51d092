import type { Incident } from "../api/types.ts";
import { counted, t, word } from "../language/language.ts";

/** How many sources that do not depend on one another stand behind it, and why not more. */
export function Behind({ incident }: { incident: Incident }) {
  if (incident.corroboration.length === 0) return null;
  return (
    <section aria-label={t("behind.title")}>
      <h2>{t("behind.title")}</h2>
      <p>
        {t("behind.sum", {
          reports: counted("count.reports", incident.reports),
          sources: counted("behind.known", incident.sources),
        })}
      </p>
      <ul class="plain-list">
        {incident.corroboration.map((one) => (
          <li key={one.reports.join()}>
            <p>
              <strong>{one.sources.join(", ") || t("sent.anonymous")}</strong>{" "}
              <span class="fine">
                {t("behind.reports", { count: one.reports.length })}
                {!one.known && ` · ${t("behind.unnamed")}`}
              </span>
            </p>
            {one.reasons.map((reason) => (
              <p key={reason} class="fine">
                {word("behind_reason", reason)}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
