import { linkReport } from "../api/incidents.ts";
import type { Incident } from "../api/types.ts";
import { t } from "../language/language.ts";
import { type Found, nameOf } from "../same/candidate.tsx";
import { Candidates, keyed } from "../same/candidates.tsx";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useSaving } from "../shell/saving.ts";

const OPEN = ["received", "in_triage", "needs_info"];

/** Reports and incidents that could be this event; an open report is linked with one press. */
export function SameEvent({ incident, onRead }: { incident: Incident; onRead: (now: Incident) => void }) {
  const slug = useGround().election.slug;
  const saving = useSaving();
  const link = (report: string) =>
    saving.run(async () => {
      onRead(await linkReport(slug, incident.id, incident.version, report));
      announce(t("same.linked"));
    });
  const actions = (found: Found, at: number) =>
    found.of === "reports" &&
    OPEN.includes(found.it.triage) && (
      <Button
        {...keyed("Shift+Digit", at)}
        disabled={saving.busy}
        label={t("same.act", { what: t("same.link_report"), of: nameOf(found) })}
        onPress={() => link(found.it.id)}
      >
        {t("same.link_report")}
      </Button>
    );
  return (
    <>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <Candidates of="incidents" id={incident.id} version={incident.version} actions={actions} />
    </>
  );
}
