import { useState } from "preact/hooks";
import { t } from "../language/language.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Failure, Pending } from "../shell/failure.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";
import {
  type ConsoleElection,
  grant,
  readAccount,
  resetPassword,
  resetSecondFactors,
  revoke,
  setDisabled,
} from "./api.ts";
import { inWords } from "./people.tsx";
import { NO_ROLE, RoleFields, rolesOf } from "./role_fields.tsx";
import { Secret } from "./secret.tsx";
import { Tokens } from "./tokens.tsx";

interface PersonProps {
  id: string;
  elections: readonly ConsoleElection[];
  onChanged: () => void;
  onClose: () => void;
}

/** One account: what it may do, whether it works, its password and its tokens. */
export function Person({ id, elections, onChanged, onClose }: PersonProps) {
  const { value: account, failure, again } = useLoaded(`account ${id}`, (signal) => readAccount(id, signal));
  const [asked, setAsked] = useState(NO_ROLE);
  const [password, setPassword] = useState<string | null>(null);
  const [asking, setAsking] = useState<"password" | "factors" | null>(null);
  const saving = useSaving();
  const change = (work: () => Promise<unknown>) =>
    saving.run(async () => {
      await work();
      announce(t("coding.saved"));
      again();
      onChanged();
    });
  if (account === null) {
    return (
      <Dialog title={t("people.open")} onClose={onClose}>
        <Pending failure={failure} />
      </Dialog>
    );
  }
  const disabled = account.disabled_at !== null;
  return (
    <Dialog title={account.name} onClose={onClose} wide>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <section aria-label={t("people.roles")}>
        <h3>{t("people.roles")}</h3>
        <ul class="plain-list">
          {account.grants.map((each) => (
            <li key={inWords(each)} class="with-key">
              <span>{inWords(each)}</span>
              <Button
                disabled={saving.busy}
                label={t("people.revoke_one", { role: inWords(each) })}
                onPress={() => change(() => revoke(id, each))}
              >
                {t("people.revoke")}
              </Button>
            </li>
          ))}
        </ul>
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            change(() => grant(id, { role: asked.role, election: asked.election }));
          }}
        >
          <RoleFields value={asked} elections={elections} disabled={saving.busy} onChange={setAsked} />
          <button type="submit" class="button" disabled={saving.busy}>
            {t("people.grant")}
          </button>
        </form>
      </section>
      <section aria-label={t("people.access")}>
        <h3>{t("people.access")}</h3>
        <p class="fine">{t(disabled ? "people.is_disabled" : "people.what_disabling_does")}</p>
        <div class="buttons">
          <Button
            kind={disabled ? "plain" : "danger"}
            disabled={saving.busy}
            onPress={() => change(() => setDisabled(id, !disabled))}
          >
            {t(disabled ? "people.enable" : "people.disable")}
          </Button>
          <Button
            disabled={saving.busy}
            pressed={asking === "password"}
            onPress={() => setAsking(asking === "password" ? null : "password")}
          >
            {t("people.reset")}
          </Button>
          <Button
            disabled={saving.busy}
            pressed={asking === "factors"}
            onPress={() => setAsking(asking === "factors" ? null : "factors")}
          >
            {t("people.reset_factors")}
          </Button>
          {asking === "factors" && (
            <Button
              kind="danger"
              disabled={saving.busy}
              onPress={() =>
                change(async () => {
                  await resetSecondFactors(id);
                  setAsking(null);
                })
              }
            >
              {t("people.reset_factors_sure")}
            </Button>
          )}
          {asking === "password" && (
            <Button
              kind="danger"
              disabled={saving.busy}
              onPress={() =>
                change(async () => {
                  setPassword((await resetPassword(id)).one_time_password);
                  setAsking(null);
                })
              }
            >
              {t("people.reset_sure")}
            </Button>
          )}
        </div>
      </section>
      <Tokens account={id} roles={rolesOf(account.grants)} />
      {password !== null && (
        <Secret
          title={t("people.password_of", { name: account.name })}
          hint={t("people.password_hint")}
          value={password}
          onClose={() => setPassword(null)}
        />
      )}
    </Dialog>
  );
}
