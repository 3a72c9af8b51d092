import { type DecisionTaken, decideReport } from "../api/reports.ts";
import type { Report } from "../api/types.ts";
import { t } from "../language/language.ts";
import type { Found } from "../same/candidate.tsx";
import { nameOf } from "../same/candidate.tsx";
import { Candidates, keyed } from "../same/candidates.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useSaving } from "../shell/saving.ts";

interface SameEventProps {
  report: Report;
  /** Whether it may be decided now: open, ours, and with nothing unsaved. */
  decidable: boolean;
  onDecided: (taken: DecisionTaken) => void;
}

/** What else could be this event; one press makes the report part of a known incident. */
export function SameEvent({ report, decidable, onDecided }: SameEventProps) {
  const slug = useGround().election.slug;
  const saving = useSaving();
  const link = (incident: string) =>
    saving.run(async () =>
      onDecided(
        await decideReport(slug, report.id, report.version, { decision: "link", incident, note: "" }),
      ),
    );
  const actions = (found: Found, at: number) =>
    found.of === "incidents" &&
    found.it.publication !== "withdrawn" && (
      <Button
        {...keyed("Shift+Digit", at)}
        disabled={!decidable || saving.busy}
        label={t("same.act", { what: t("same.link"), of: nameOf(found) })}
        onPress={() => link(found.it.id)}
      >
        {t("same.link")}
      </Button>
    );
  return (
    <>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <Candidates of="reports" id={report.id} version={report.version} actions={actions} />
    </>
  );
}
