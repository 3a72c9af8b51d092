import { t } from "../language/language.ts";
import { Button } from "../shell/button.tsx";

/** What is shown once, until somebody says that they have it. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  return (
    <section class="notice codes" aria-label={t("account.codes_title")}>
      <h2>{t("account.codes_title")}</h2>
      <p>{t("account.codes_why")}</p>
      <ol>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <Button kind="primary" onPress={onKept}>
        {t("account.codes_kept")}
      </Button>
    </section>
  );
}
