import { useState } from "preact/hooks";
import type { AppStarted, Factors } from "../api/types.ts";
import { t } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { Failure, Pending } from "../shell/failure.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { type Saving, useSaving } from "../shell/saving.ts";
import { AppSetup } from "./app_setup.tsx";
import { beginApp, makeRecoveryCodes, readFactors, removeApp, removePasskey } from "./factors.ts";
import { makePasskey, passkeysKnown } from "./passkeys.ts";
import { RecoveryCodes } from "./recovery_codes.tsx";

/** What one can prove oneself by, and changing it: each change asks for the password. */
export function SecondFactors({ onChanged }: { onChanged: () => void }) {
  const { value: held, failure, again } = useLoaded("second factors", readFactors);
  const [password, setPassword] = useState("");
  const [started, setStarted] = useState<AppStarted | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const saving = useSaving();
  if (held === null) return <Pending failure={failure} />;
  const changed = (made: string[] | null = null) => {
    setStarted(null);
    setPassword("");
    setCodes(made);
    again();
    if (made === null) onChanged();
  };
  const parts = { held, saving, password, changed };
  if (codes !== null) return <RecoveryCodes codes={codes} onKept={() => changed()} />;
  if (started !== null) return <AppSetup started={started} onDone={changed} />;
  return (
    <form class="factors" onSubmit={(event) => event.preventDefault()}>
      <h2>{t("account.factors")}</h2>
      <p class="fine">{t("account.others_end")}</p>
      <label>
        {t("account.password")}
        <input
          type="password"
          autocomplete="current-password"
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </label>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <App {...parts} onStarted={setStarted} />
      <Passkeys {...parts} />
      <Recovery {...parts} />
    </form>
  );
}

interface PartProps {
  held: Factors;
  saving: Saving;
  password: string;
  changed: (codes?: string[] | null) => void;
}

function App({
  held,
  saving,
  password,
  changed,
  onStarted,
}: PartProps & { onStarted: (it: AppStarted) => void }) {
  const since = held.authenticator_app_since;
  const locked = saving.busy || password === "";
  return (
    <section>
      <h3>{t("account.app")}</h3>
      <p>{since ? t("account.app_since", { at: moment(since) }) : t("account.app_none")}</p>
      {since ? (
        <Button
          kind="danger"
          disabled={locked}
          label={t("account.remove", { what: t("account.app") })}
          onPress={() => saving.run(() => removeApp(password).then(() => changed()))}
        >
          {t("account.remove_short")}
        </Button>
      ) : (
        <Button disabled={locked} onPress={() => saving.run(async () => onStarted(await beginApp(password)))}>
          {t("account.app_set_up")}
        </Button>
      )}
    </section>
  );
}

function Passkeys({ held, saving, password, changed }: PartProps) {
  const [name, setName] = useState("");
  const locked = saving.busy || password === "";
  const possible = held.passkeys_possible && passkeysKnown();
  return (
    <section>
      <h3>{t("account.passkeys")}</h3>
      <p>{t(possible ? "account.passkeys_why" : "account.passkeys_impossible")}</p>
      <ul class="listed">
        {held.passkeys.map((passkey) => (
          <li key={passkey.id}>
            <span>
              <bdi>{passkey.name}</bdi>{" "}
              <span class="fine">
                {passkey.used_at
                  ? t("account.passkey_used", { at: moment(passkey.used_at) })
                  : t("account.passkey_unused")}
              </span>
            </span>
            <Button
              kind="danger"
              disabled={locked}
              label={t("account.remove", { what: passkey.name })}
              onPress={() => saving.run(() => removePasskey(passkey.id, password).then(() => changed()))}
            >
              {t("account.remove_short")}
            </Button>
          </li>
        ))}
      </ul>
      {possible && (
        <>
          <label>
            {t("account.passkey_name")}
            <input maxLength={100} value={name} onInput={(event) => setName(event.currentTarget.value)} />
          </label>
          <Button
            disabled={locked || name.trim() === ""}
            onPress={() =>
              saving.run(async () => {
                const made = await makePasskey(name, password);
                setName("");
                changed(made.recovery_codes);
              })
            }
          >
            {t("account.passkey_add")}
          </Button>
        </>
      )}
    </section>
  );
}

function Recovery({ held, saving, password, changed }: PartProps) {
  const any = held.authenticator_app_since !== null || held.passkeys.length > 0;
  return (
    <section>
      <h3>{t("account.recovery")}</h3>
      <p>
        {any ? t("account.recovery_left", { count: held.recovery_codes_left }) : t("account.recovery_none")}
      </p>
      {any && (
        <Button
          disabled={saving.busy || password === ""}
          onPress={() => saving.run(async () => changed((await makeRecoveryCodes(password)).recovery_codes))}
        >
          {t("account.recovery_make")}
        </Button>
      )}
    </section>
  );
}
