import { useState } from "preact/hooks";
import { unmergeIncident } from "../api/incidents.ts";
import type { Incident } from "../api/types.ts";
import { counted, t } from "../language/language.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { go, Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { useSaving } from "../shell/saving.ts";
import { MergeDialog } from "./merge_dialog.tsx";
import { usePerson } from "./person.ts";

interface MergedProps {
  incident: Incident;
  onChanged: () => void;
}

interface Inside {
  id: string;
  ref: string | null;
  work_ref: string;
  version: number;
  /** That would go back with it; unknown where the incident itself is looked at. */
  reports: number | null;
}

/** What was merged into it, or what it was merged into; and how to merge it, or take it out again. */
export function Merged({ incident, onChanged }: MergedProps) {
  const slug = useGround().election.slug;
  const { verifier } = usePerson();
  const [merging, setMerging] = useState(false);
  const [parting, setParting] = useState<Inside | null>(null);
  const parted = (id: string) => {
    setParting(null);
    announce(t("merge.parted"));
    if (id === incident.id) onChanged();
    else go(addresses.incident(slug, id));
  };
  const holder = incident.history.findLast((entry) => entry.event === "merged")?.note ?? "";
  return (
    <section aria-label={t("merge.inside")}>
      {incident.merged_into && (
        <>
          <p class="notice">
            <Link to={addresses.incident(slug, incident.merged_into)}>
              {t("merge.into", { ref: holder })}
            </Link>
          </p>
          {verifier && (
            <Button keys="KeyM" onPress={() => setParting({ ...incident, reports: null })}>
              {t("merge.out")}
            </Button>
          )}
        </>
      )}
      {incident.merged.length > 0 && (
        <>
          <h2>{t("merge.inside")}</h2>
          <ul class="plain-list">
            {incident.merged.map((inside) => (
              <li key={inside.id}>
                <Link to={addresses.incident(slug, inside.id)}>{inside.ref ?? inside.work_ref}</Link>{" "}
                {counted("count.reports", inside.reports)}{" "}
                {verifier && (
                  <Button kind="quiet" onPress={() => setParting(inside)}>
                    {t("merge.out")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {verifier && !incident.merged_into && incident.publication !== "withdrawn" && (
        <Button keys="KeyM" onPress={() => setMerging(true)}>
          {t("merge.open")}
        </Button>
      )}
      {merging && (
        <MergeDialog
          incident={incident}
          suggested={null}
          onClose={() => setMerging(false)}
          onMerged={(stays) => {
            setMerging(false);
            announce(t("merge.done"));
            if (stays.id === incident.id) onChanged();
            else go(addresses.incident(slug, stays.id));
          }}
        />
      )}
      {parting && <UnmergeDialog inside={parting} onClose={() => setParting(null)} onParted={parted} />}
    </section>
  );
}

interface UnmergeDialogProps {
  inside: Inside;
  onParted: (id: string) => void;
  onClose: () => void;
}

/** What comes back with it, before it does. */
function UnmergeDialog({ inside, onParted, onClose }: UnmergeDialogProps) {
  const slug = useGround().election.slug;
  const saving = useSaving();
  const part = () =>
    saving.run(async () => {
      await unmergeIncident(slug, inside.id, inside.version);
      onParted(inside.id);
    });
  return (
    <Dialog title={t("merge.out_title", { ref: inside.ref ?? inside.work_ref })} onClose={onClose}>
      {inside.reports !== null && <p>{counted("merge.comes_back", inside.reports)}</p>}
      <p>{t("merge.stay_put")}</p>
      <p class="fine">{t("merge.public_later")}</p>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <div class="buttons">
        <Button kind="primary" keys="Enter" disabled={saving.busy} onPress={part}>
          {t("merge.out")}
        </Button>
        <Button onPress={onClose}>{t("do.cancel")}</Button>
      </div>
    </Dialog>
  );
}
