import { number, t } from "../language/language.ts";
import { may } from "../session/session.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";
import { Table } from "../shell/table.tsx";
import { accredit, listSources } from "./api.ts";

/** Everybody known behind reports; an administrator says who is accredited, never the sender. */
export function Sources() {
  const { election } = useGround();
  const { value, failure, again } = useLoaded(`sources ${election.slug}`, (signal) =>
    listSources(election.slug, signal),
  );
  const saving = useSaving();
  const change = (id: string, accredited: boolean) =>
    saving.run(async () => {
      await accredit(election.slug, id, accredited);
      announce(t("coding.saved"));
      again();
    });
  return (
    <div class="page admin">
      <h1>{t("go.sources")}</h1>
      <p class="fine">{t("sources.how")}</p>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <Table
        caption={t("sources.caption")}
        heads={[
          t("people.name"),
          t("sources.key"),
          t("people.organisation"),
          t("go.queue"),
          t("sources.accreditation"),
        ]}
        rows={
          value?.items.map((each) => ({
            key: each.id,
            cells: [
              each.name,
              each.key,
              each.organisation ?? "",
              number(each.reports),
              <span key="accredited" class="with-key">
                {t(each.accredited ? "source.accredited" : "sources.not_accredited")}
                {may("admin", null) && (
                  <Button
                    disabled={saving.busy}
                    label={t(each.accredited ? "sources.take_back_one" : "sources.accredit_one", {
                      name: each.name,
                    })}
                    onPress={() => change(each.id, !each.accredited)}
                  >
                    {t(each.accredited ? "sources.take_back" : "sources.accredit")}
                  </Button>
                )}
              </span>,
            ],
          })) ?? null
        }
        failure={failure}
      />
    </div>
  );
}
