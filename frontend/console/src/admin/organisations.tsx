import { useState } from "preact/hooks";
import { Field } from "../coding/fields.tsx";
import { t } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { announce } from "../shell/announce.tsx";
import { Failure } from "../shell/failure.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";
import { Table } from "../shell/table.tsx";
import { AdminPage } from "./admin_page.tsx";
import { createOrganisation, listOrganisations } from "./api.ts";

/** Groups that observe; monitors and visits belong to one. */
export function Organisations() {
  const { value, failure, again } = useLoaded("organisations", listOrganisations);
  const [name, setName] = useState("");
  const saving = useSaving();
  return (
    <AdminPage screen="organisations">
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          saving.run(async () => {
            await createOrganisation(name.trim());
            setName("");
            announce(t("coding.saved"));
            again();
          });
        }}
      >
        <Field label={t("people.name")}>
          {({ id }) => (
            <input
              id={id}
              required
              maxLength={200}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="button primary" disabled={saving.busy}>
          {t("admin.create")}
        </button>
      </form>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <Table
        caption={t("organisations.caption")}
        heads={[t("people.name"), t("admin.made")]}
        rows={
          value?.items.map((each) => ({ key: each.id, cells: [each.name, moment(each.created_at)] })) ?? null
        }
        failure={failure}
      />
    </AdminPage>
  );
}
