import type { Revision } from "../api/types.ts";
import { t } from "../language/language.ts";
import { moment } from "../language/moments.ts";

/** Who wrote which state of everything public, and who let the public have it. */
export function Revisions({ revisions }: { revisions: readonly Revision[] }) {
  return (
    <details class="history">
      <summary>{t("revisions.title")}</summary>
      <ol>
        {revisions.map((each) => (
          <li key={each.number}>
            <p>
              {t("revisions.written", {
                number: each.number,
                author: each.author,
                at: moment(each.created_at),
              })}
            </p>
            <p class="fine">
              {each.published_at
                ? t("revisions.published", { by: each.published_by ?? "", at: moment(each.published_at) })
                : t("revisions.draft")}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}
