import { useState } from "preact/hooks";
import { Field } from "../coding/fields.tsx";
import { t, word } from "../language/language.ts";
import type { Role, TokenAsked } from "./api.ts";

const DAY_MS = 86_400_000;
const LONGEST_OWN_DAYS = 365;

interface TokenFormProps {
  account: string;
  /** As which the account may act. */
  roles: readonly Role[];
  /** Then it ends within a year. */
  own: boolean;
  busy: boolean;
  /** `done` empties the form. */
  onAsk: (asked: TokenAsked, done: () => void) => void;
}

/** For what, as what, and until when. */
export function TokenForm({ account, roles, own, busy, onAsk }: TokenFormProps) {
  const [label, setLabel] = useState("");
  const [role, setRole] = useState("");
  const [until, setUntil] = useState("");
  const done = () => {
    setLabel("");
    setRole("");
    setUntil("");
  };
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        const asked = {
          account_id: account,
          label: label.trim(),
          role: (role || null) as Role | null,
          expires_at: until ? `${until}T00:00:00Z` : null,
        };
        onAsk(asked, done);
      }}
    >
      <Field label={t("tokens.label")}>
        {({ id }) => (
          <input
            id={id}
            required
            maxLength={100}
            value={label}
            onInput={(event) => setLabel(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t("tokens.acts_as")}>
        {({ id }) => (
          <select id={id} value={role} onChange={(event) => setRole(event.currentTarget.value)}>
            <option value="">{t("tokens.all_roles")}</option>
            {roles.map((each) => (
              <option key={each} value={each}>
                {word("role", each)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("tokens.until")}>
        {({ id }) => (
          <input
            id={id}
            type="date"
            min={inDays(1)}
            max={own ? inDays(LONGEST_OWN_DAYS) : undefined}
            value={until}
            onInput={(event) => setUntil(event.currentTarget.value)}
          />
        )}
      </Field>
      <button type="submit" class="button" disabled={busy}>
        {t("tokens.issue")}
      </button>
    </form>
  );
}

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}
