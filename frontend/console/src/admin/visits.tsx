import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { Table } from "../shell/table.tsx";
import { AddVisit } from "./add_visit.tsx";
import { listOrganisations, listVisits, type Visit } from "./api.ts";
import { usePages } from "./use_pages.ts";

/** Which stations were watched, by whom and how they were chosen: without it there is no rate. */
export function Visits() {
  const { election } = useGround();
  const visits = usePages<Visit>((cursor) => listVisits(election.slug, cursor));
  const organisations = useLoaded("organisations", listOrganisations);
  const named = (id: string | null) =>
    organisations.value?.items.find((each) => each.id === id)?.name ?? t("common.none");
  return (
    <div class="page admin">
      <h1>{t("go.visits")}</h1>
      <p class="fine">{t("visits.how")}</p>
      <AddVisit election={election.slug} onAdded={visits.again} />
      <Table
        caption={t("visits.caption")}
        heads={[
          t("coding.station"),
          t("people.organisation"),
          t("visits.method"),
          t("visits.from"),
          t("visits.to"),
          t("sent.received"),
        ]}
        rows={
          visits.items?.map((each) => ({
            key: each.id,
            cells: [
              each.station,
              named(each.organisation_id),
              word("visit_method", each.method),
              moment(each.from),
              moment(each.to),
              moment(each.received_at),
            ],
          })) ?? null
        }
        failure={visits.failure}
        more={visits.more}
      />
    </div>
  );
}
