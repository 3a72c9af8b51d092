import { useState } from "preact/hooks";
import { Field } from "../coding/fields.tsx";
import { t } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";
import { Table } from "../shell/table.tsx";
import { issueToken, listTokens, revokeToken } from "./api.ts";
import { Secret } from "./secret.tsx";

/** With which programs act as this account; each is shown once. */
export function Tokens({ account }: { account: string }) {
  const { value, failure, again } = useLoaded(`tokens ${account}`, (signal) => listTokens(account, signal));
  const [label, setLabel] = useState("");
  const [until, setUntil] = useState("");
  const [token, setToken] = useState<string | null>(null);
  const saving = useSaving();
  return (
    <section aria-label={t("tokens.title")}>
      <h3>{t("tokens.title")}</h3>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          saving.run(async () => {
            const made = await issueToken(account, label.trim(), until ? `${until}T00:00:00Z` : null);
            setToken(made.token);
            setLabel("");
            again();
          });
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
        <Field label={t("tokens.until")}>
          {({ id }) => (
            <input
              id={id}
              type="date"
              value={until}
              onInput={(event) => setUntil(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="button" disabled={saving.busy}>
          {t("tokens.issue")}
        </button>
      </form>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <Table
        caption={t("tokens.caption")}
        heads={[t("tokens.label"), t("admin.made"), t("tokens.until"), t("admin.what_to_do")]}
        rows={
          value?.items.map((each) => ({
            key: each.id,
            cells: [
              each.label,
              moment(each.created_at),
              each.expires_at === null ? t("tokens.for_ever") : moment(each.expires_at),
              <Button
                key="revoke"
                kind="danger"
                disabled={saving.busy}
                label={t("tokens.revoke_one", { label: each.label })}
                onPress={() =>
                  saving.run(async () => {
                    await revokeToken(each.id);
                    again();
                  })
                }
              >
                {t("tokens.revoke")}
              </Button>,
            ],
          })) ?? null
        }
        failure={failure}
      />
      {token !== null && (
        <Secret
          title={t("tokens.token")}
          hint={t("tokens.hint")}
          value={token}
          onClose={() => setToken(null)}
        />
      )}
    </section>
  );
}
