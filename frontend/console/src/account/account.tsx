import { useState } from "preact/hooks";
import { rolesOf } from "../admin/role_fields.tsx";
import { Tokens } from "../admin/tokens.tsx";
import { t } from "../language/language.ts";
import { findOut, me } from "../session/session.ts";
import { SecondFactors } from "./second_factors.tsx";
import { Sessions } from "./sessions.tsx";

/** One's own account: what else than the password proves who one is, and where one is signed in. */
export function Account() {
  const [changes, setChanges] = useState(0);
  const changed = () => {
    setChanges((before) => before + 1);
    void findOut();
  };
  return (
    <div class="account">
      <h1>{t("account.title")}</h1>
      <p class="over">{me.value?.name}</p>
      <section>
        <SecondFactors onChanged={changed} />
      </section>
      <section>
        <h2>{t("account.sessions")}</h2>
        <Sessions version={changes} />
      </section>
      {me.value && <Tokens account={me.value.id} roles={rolesOf(me.value.grants)} own />}
    </div>
  );
}
