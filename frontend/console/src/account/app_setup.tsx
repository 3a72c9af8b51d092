import { useState } from "preact/hooks";
import type { AppStarted } from "../api/types.ts";
import { t } from "../language/language.ts";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { confirmApp } from "./factors.ts";
import { Qr } from "./qr.tsx";

interface AppSetupProps {
  started: AppStarted;
  /** With recovery codes, if this was the first factor. */
  onDone: (codes: string[] | null) => void;
}

/** From the secret to the first code that proves it arrived. */
export function AppSetup({ started, onDone }: AppSetupProps) {
  const [code, setCode] = useState("");
  const { busy, failure, run } = useSaving();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run(async () => onDone((await confirmApp(code)).recovery_codes));
      }}
    >
      <h2>{t("account.app")}</h2>
      <p>{t("account.app_scan")}</p>
      <Qr rows={started.qr_rows} />
      <p>
        {t("account.app_key")} <code class="secret">{started.secret}</code>
      </p>
      <p>
        <a href={started.uri}>{t("account.app_open")}</a>
      </p>
      {failure !== null && <Failure failure={failure} />}
      <label>
        {t("account.code")}
        <input
          inputMode="numeric"
          autocomplete="one-time-code"
          required
          maxLength={10}
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button primary" disabled={busy}>
        {t("account.confirm")}
      </button>
    </form>
  );
}
