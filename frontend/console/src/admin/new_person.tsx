import { useState } from "preact/hooks";
import { Field } from "../coding/fields.tsx";
import { t } from "../language/language.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { type ConsoleElection, createAccount, type Organisation } from "./api.ts";
import { NO_ROLE, RoleFields } from "./role_fields.tsx";
import { Secret } from "./secret.tsx";

interface NewPersonProps {
  elections: readonly ConsoleElection[];
  organisations: readonly Organisation[];
  onMade: () => void;
  onClose: () => void;
}

/** An account with a one-time password to hand over. */
export function NewPerson({ elections, organisations, onMade, onClose }: NewPersonProps) {
  const [name, setName] = useState("");
  const [asked, setAsked] = useState(NO_ROLE);
  const [signsIn, setSignsIn] = useState(true);
  const [password, setPassword] = useState<string | null>(null);
  const saving = useSaving();
  const create = () =>
    saving.run(async () => {
      const made = await createAccount({ name: name.trim(), ...asked, console: signsIn });
      onMade();
      if (made.one_time_password === null) onClose();
      else setPassword(made.one_time_password);
    });
  if (password !== null) {
    return (
      <Secret
        title={t("people.password_of", { name: name.trim() })}
        hint={t("people.password_hint")}
        value={password}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog title={t("people.add")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        <Field label={t("people.name")}>
          {({ id }) => (
            <input
              id={id}
              required
              autofocus
              maxLength={100}
              autocomplete="off"
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <RoleFields
          value={asked}
          elections={elections}
          organisations={organisations}
          disabled={saving.busy}
          onChange={setAsked}
        />
        <label class="tick">
          <input
            type="checkbox"
            checked={signsIn}
            onChange={(event) => setSignsIn(event.currentTarget.checked)}
          />
          <span>{t("people.signs_in")}</span>
        </label>
        {saving.failure !== null && <Failure failure={saving.failure} />}
        <button type="submit" class="button primary" disabled={saving.busy}>
          {t("admin.create")}
        </button>
      </form>
    </Dialog>
  );
}
