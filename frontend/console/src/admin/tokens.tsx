import { useState } from "preact/hooks";
import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";
import { Table } from "../shell/table.tsx";
import { issueToken, listTokens, type Role, revokeToken } from "./api.ts";
import { Secret } from "./secret.tsx";
import { TokenForm } from "./token_form.tsx";

interface TokensProps {
  account: string;
  roles: readonly Role[];
  own?: boolean;
}

/** With which programs act as this account; each is shown once. */
export function Tokens({ account, roles, own = false }: TokensProps) {
  const { value, failure, again } = useLoaded(`tokens ${account}`, (signal) => listTokens(account, signal));
  const [token, setToken] = useState<string | null>(null);
  const saving = useSaving();
  return (
    <section aria-label={t("tokens.title")}>
      {own ? <h2>{t("tokens.title")}</h2> : <h3>{t("tokens.title")}</h3>}
      {own && <p class="fine">{t("tokens.intro")}</p>}
      <TokenForm
        account={account}
        roles={roles}
        own={own}
        busy={saving.busy}
        onAsk={(asked, done) =>
          saving.run(async () => {
            const made = await issueToken(asked);
            setToken(made.token);
            done();
            again();
          })
        }
      />
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <Table
        caption={t("tokens.caption")}
        heads={[
          t("tokens.label"),
          t("tokens.acts_as"),
          t("tokens.used"),
          t("tokens.until"),
          t("admin.what_to_do"),
        ]}
        rows={
          value?.items.map((each) => ({
            key: each.id,
            cells: [
              each.label,
              each.role === null ? t("tokens.all_roles") : word("role", each.role),
              each.used_at === null ? t("tokens.never") : moment(each.used_at),
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
