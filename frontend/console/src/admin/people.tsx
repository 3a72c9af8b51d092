import { useState } from "preact/hooks";
import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { Table } from "../shell/table.tsx";
import { AdminPage } from "./admin_page.tsx";
import { type Account, type Grant, listAccounts, listAllElections, listOrganisations } from "./api.ts";
import { Invitations } from "./invitations.tsx";
import { NewPerson } from "./new_person.tsx";
import { Person } from "./person.tsx";
import { usePages } from "./use_pages.ts";

/** Everybody with an account, what they may do, and those who are invited. */
export function People() {
  const accounts = usePages<Account>(listAccounts);
  const elections = useLoaded("all elections", listAllElections);
  const organisations = useLoaded("organisations", listOrganisations);
  const [opened, setOpened] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const known = { elections: elections.value?.items ?? [], organisations: organisations.value?.items ?? [] };
  const organisation = (id: string | null) => known.organisations.find((each) => each.id === id)?.name ?? "";
  return (
    <AdminPage screen="people">
      <div class="buttons">
        <Button kind="primary" keys="KeyN" onPress={() => setAdding(true)}>
          {t("people.add")}
        </Button>
      </div>
      <Table
        caption={t("people.caption")}
        heads={[
          t("people.name"),
          t("people.roles"),
          t("people.organisation"),
          t("people.state"),
          t("admin.what_to_do"),
        ]}
        rows={
          accounts.items?.map((account) => ({
            key: account.id,
            cells: [
              account.name,
              account.grants.map(inWords).join(", ") || t("common.none"),
              organisation(account.organisation_id),
              account.disabled_at === null
                ? t("people.active")
                : t("people.disabled", { at: moment(account.disabled_at) }),
              <Button
                key="open"
                label={t("people.open_one", { name: account.name })}
                onPress={() => setOpened(account.id)}
              >
                {t("people.open")}
              </Button>,
            ],
          })) ?? null
        }
        failure={accounts.failure}
        more={accounts.more}
      />
      <Invitations {...known} />
      {adding && <NewPerson {...known} onMade={accounts.again} onClose={() => setAdding(false)} />}
      {opened !== null && (
        <Person
          id={opened}
          elections={known.elections}
          onChanged={accounts.again}
          onClose={() => setOpened(null)}
        />
      )}
    </AdminPage>
  );
}

export function inWords(grant: Grant): string {
  return `${word("role", grant.role)} · ${grant.election ?? t("people.everywhere")}`;
}
