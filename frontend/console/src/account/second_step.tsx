import { useState } from "preact/hooks";
import { t } from "../language/language.ts";
import { FrontPage } from "../session/front_page.tsx";
import { me, signOut } from "../session/session.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { sendSecondFactor } from "./factors.ts";
import { passkeysKnown, signInWithPasskey } from "./passkeys.ts";

/** After the password: a code, or a passkey. */
export function SecondStep() {
  const [code, setCode] = useState("");
  const { busy, failure, run } = useSaving();
  const factors = me.value?.second_factors ?? [];
  const passkey = factors.includes("passkey") && passkeysKnown();
  return (
    <FrontPage over={me.value?.name} title={t("second.title")}>
      {failure !== null && <Failure failure={failure} />}
      {passkey && (
        <Button
          kind="primary"
          disabled={busy}
          onPress={() =>
            run(async () => {
              me.value = await signInWithPasskey();
            })
          }
        >
          {t("sign_in.passkey")}
        </Button>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            me.value = await sendSecondFactor(code);
          });
        }}
      >
        <p>{t(factors.includes("authenticator_app") ? "second.why" : "second.why_recovery")}</p>
        <label>
          {t("second.code")}
          <input
            autocomplete="one-time-code"
            autocapitalize="none"
            spellcheck={false}
            required
            maxLength={40}
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class={passkey ? "button" : "button primary"} disabled={busy}>
          {t("second.do")}
        </button>
      </form>
      <p class="fine">{t("second.lost")}</p>
      <Button kind="quiet" disabled={busy} onPress={() => run(signOut)}>
        {t("second.back")}
      </Button>
    </FrontPage>
  );
}
