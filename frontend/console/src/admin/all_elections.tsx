import { useState } from "preact/hooks";
import { best, t, word } from "../language/language.ts";
import { day } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { Table } from "../shell/table.tsx";
import { AdminPage } from "./admin_page.tsx";
import { listAllElections } from "./api.ts";
import { NewElection } from "./new_election.tsx";

/** All of them, drafts and archived ones too; each leads to its settings. */
export function AllElections() {
  const { value, failure, again } = useLoaded("all elections", listAllElections);
  const [adding, setAdding] = useState(false);
  return (
    <AdminPage screen="all_elections">
      <div class="buttons">
        <Button kind="primary" keys="KeyN" onPress={() => setAdding(true)}>
          {t("elections.add")}
        </Button>
      </div>
      <Table
        caption={t("elections.caption")}
        heads={[t("people.name"), t("elections.slug"), t("elections.voting_on"), t("people.state")]}
        rows={
          value?.items.map((each) => ({
            key: each.slug,
            cells: [
              <Link key="settings" to={addresses.settings(each.slug)}>
                {best(each.name).text}
              </Link>,
              each.slug,
              day(each.voting_on),
              `${word("election_status", each.status)} · ${word("election_mode", each.mode)}`,
            ],
          })) ?? null
        }
        failure={failure}
      />
      {adding && <NewElection onMade={again} onClose={() => setAdding(false)} />}
    </AdminPage>
  );
}
