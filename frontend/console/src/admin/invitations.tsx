import { useState } from "preact/hooks";
import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";
import { Table } from "../shell/table.tsx";
import {
  type ConsoleElection,
  invite,
  listInvitations,
  type Organisation,
  withdrawInvitation,
} from "./api.ts";
import { NO_ROLE, RoleFields } from "./role_fields.tsx";
import { Secret } from "./secret.tsx";

interface InvitationsProps {
  elections: readonly ConsoleElection[];
  organisations: readonly Organisation[];
}

/** A code that makes one account, once, within a week. */
export function Invitations({ elections, organisations }: InvitationsProps) {
  const { value, failure, again } = useLoaded("invitations", listInvitations);
  const [asked, setAsked] = useState(NO_ROLE);
  const [code, setCode] = useState<string | null>(null);
  const saving = useSaving();
  return (
    <section aria-label={t("invitations.title")}>
      <h2>{t("invitations.title")}</h2>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          saving.run(async () => {
            setCode((await invite(asked)).code);
            again();
          });
        }}
      >
        <RoleFields
          value={asked}
          elections={elections}
          organisations={organisations}
          disabled={saving.busy}
          onChange={setAsked}
        />
        <button type="submit" class="button" disabled={saving.busy}>
          {t("invitations.invite")}
        </button>
      </form>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <Table
        caption={t("invitations.caption")}
        heads={[t("people.role"), t("people.where"), t("invitations.until"), t("admin.what_to_do")]}
        rows={
          value?.items.map((each) => ({
            key: each.id,
            cells: [
              word("role", each.role),
              each.election ?? t("people.everywhere"),
              moment(each.expires_at),
              <Button
                key="withdraw"
                disabled={saving.busy}
                onPress={() =>
                  saving.run(async () => {
                    await withdrawInvitation(each.id);
                    again();
                  })
                }
              >
                {t("invitations.withdraw")}
              </Button>,
            ],
          })) ?? null
        }
        failure={failure}
      />
      {code !== null && (
        <Secret
          title={t("invitations.code")}
          hint={t("invitations.code_hint")}
          value={code}
          onClose={() => setCode(null)}
        />
      )}
    </section>
  );
}
