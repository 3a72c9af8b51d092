import { useState } from "preact/hooks";
import { passkeysKnown, signInWithPasskey } from "../account/passkeys.ts";
import { isProblem } from "../api/problem.ts";
import { counted, t } from "../language/language.ts";
import { countUnsent } from "../operator/unsent.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { FrontPage } from "./front_page.tsx";
import { ended, enter, signIn } from "./session.ts";

export function SignIn() {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { busy, failure, run } = useSaving();
  const refused = isProblem(failure, "sign-in-refused");
  return (
    <FrontPage over="Pollwatch" title={t("sign_in.title")}>
      {ended.value && <p class="notice">{t("sign_in.ended")}</p>}
      <StillHere />
      {failure !== null && <Failure failure={failure} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run(() => signIn(name, password));
        }}
      >
        <label>
          {t("sign_in.name")}
          <input
            name="username"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
            maxLength={100}
            aria-invalid={refused}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label>
          {t("sign_in.password")}
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            aria-invalid={refused}
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button primary" disabled={busy}>
          {t(busy ? "sign_in.checking" : "sign_in.do")}
        </button>
      </form>
      {passkeysKnown() && (
        <Button disabled={busy} onPress={() => run(async () => enter(await signInWithPasskey()))}>
          {t("sign_in.passkey")}
        </Button>
      )}
      <p class="fine">{t("sign_in.limits")}</p>
    </FrontPage>
  );
}

/** Whoever comes next may know how much is left here, and what to do with it, but nothing of it. */
function StillHere() {
  const { reports, photos } = countUnsent();
  if (reports + photos === 0) return null;
  return (
    <p class="notice">
      {reports > 0 && counted("sign_in.reports_left", reports)}{" "}
      {photos > 0 && counted("sign_in.photos_left", photos)} {t("sign_in.only_theirs")}
    </p>
  );
}
