import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { me } from "../session/session.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useSaving } from "../shell/saving.ts";
import { Table } from "../shell/table.tsx";
import { approveExport, bundleAddress, type Export, listExports } from "./api.ts";
import { ExportForm } from "./export_form.tsx";
import { usePages } from "./use_pages.ts";

/** Exact evidence leaves only when one person asks for it, another agrees, and both are on record. */
export function Exports() {
  const { election } = useGround();
  const exports = usePages<Export>((cursor) => listExports(election.slug, cursor));
  const saving = useSaving();
  const approve = (id: string) =>
    saving.run(async () => {
      await approveExport(election.slug, id);
      announce(t("exports.approved"));
      exports.again();
    });
  return (
    <div class="page admin">
      <h1>{t("go.exports")}</h1>
      <p class="fine">{t("exports.how")}</p>
      <ExportForm election={election.slug} onAsked={exports.again} />
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <Table
        caption={t("exports.caption")}
        heads={[
          t("exports.asked"),
          t("exports.what"),
          t("exports.reason"),
          t("people.state"),
          t("admin.what_to_do"),
        ]}
        rows={
          exports.items?.map((each) => ({
            key: each.id,
            cells: [
              `${each.requested_by}, ${moment(each.requested_at)}`,
              t(each.incident === null ? "exports.reports" : "exports.incident", {
                count: each.reports.length,
              }),
              each.reason,
              stateOf(each),
              <NextStep
                key="next"
                each={each}
                election={election.slug}
                fourEyes={election.publication.four_eyes}
                busy={saving.busy}
                onApprove={() => approve(each.id)}
              />,
            ],
          })) ?? null
        }
        failure={exports.failure}
        more={exports.more}
      />
    </div>
  );
}

function stateOf(each: Export): string {
  const state = word("export_state", each.state);
  if (each.approved_by === null || each.available_until === null) return state;
  return `${state} · ${t("exports.by", { by: each.approved_by, until: moment(each.available_until) })}`;
}

interface NextStepProps {
  each: Export;
  election: string;
  fourEyes: boolean;
  busy: boolean;
  onApprove: () => void;
}

function NextStep({ each, election, fourEyes, busy, onApprove }: NextStepProps) {
  const own = each.requested_by === me.value?.name;
  if (each.state === "requested") {
    if (own && fourEyes) return <span class="fine">{t("exports.another")}</span>;
    return (
      <Button disabled={busy} onPress={onApprove}>
        {t("exports.approve")}
      </Button>
    );
  }
  if (each.state !== "approved") return null;
  if (!own && each.approved_by !== me.value?.name) return <span class="fine">{t("exports.theirs")}</span>;
  return (
    <a class="button plain" href={bundleAddress(election, each.id)} download>
      {t("exports.download")}
    </a>
  );
}
