import { useState } from "preact/hooks";
import { linkReport } from "../api/incidents.ts";
import type { CandidateIncident, Incident } from "../api/types.ts";
import { t } from "../language/language.ts";
import { type Found, nameOf } from "../same/candidate.tsx";
import { Candidates, keyed } from "../same/candidates.tsx";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { go } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { useSaving } from "../shell/saving.ts";
import { MergeDialog } from "./merge_dialog.tsx";
import { usePerson } from "./person.ts";

const OPEN = ["received", "in_triage", "needs_info"];

interface SameEventProps {
  incident: Incident;
  onChanged: () => void;
  onRead: (now: Incident) => void;
}

/** Reports and incidents that could be this event; an open report is linked with one press. */
export function SameEvent({ incident, onChanged, onRead }: SameEventProps) {
  const slug = useGround().election.slug;
  const { verifier } = usePerson();
  const [merging, setMerging] = useState<CandidateIncident | null>(null);
  const saving = useSaving();
  const link = (report: string) =>
    saving.run(async () => {
      onRead(await linkReport(slug, incident.id, incident.version, report));
      announce(t("same.linked"));
    });
  const actions = (found: Found, at: number) => {
    if (found.of === "incidents") {
      return (
        verifier && (
          <Button
            {...keyed("Shift+Digit", at)}
            label={t("same.act", { what: t("merge.do"), of: nameOf(found) })}
            onPress={() => setMerging(found.it)}
          >
            {t("merge.do")}
          </Button>
        )
      );
    }
    return (
      OPEN.includes(found.it.triage) && (
        <Button
          {...keyed("Shift+Digit", at)}
          disabled={saving.busy}
          label={t("same.act", { what: t("same.link_report"), of: nameOf(found) })}
          onPress={() => link(found.it.id)}
        >
          {t("same.link_report")}
        </Button>
      )
    );
  };
  return (
    <>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <Candidates of="incidents" id={incident.id} version={incident.version} actions={actions} />
      {merging && (
        <MergeDialog
          incident={incident}
          suggested={merging}
          onClose={() => setMerging(null)}
          onMerged={(stays) => {
            setMerging(null);
            announce(t("merge.done"));
            if (stays.id === incident.id) onChanged();
            else go(addresses.incident(slug, stays.id));
          }}
        />
      )}
    </>
  );
}
