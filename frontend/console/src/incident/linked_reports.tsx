import { unlinkReport } from "../api/incidents.ts";
import { listReports } from "../api/reports.ts";
import type { Incident, ReportRow } from "../api/types.ts";
import { counted, t } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { Covered } from "../report/covered.tsx";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { kindLabel, kindOf, useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { useSaving } from "../shell/saving.ts";

/** What the incident rests on; a report is taken out with one button, and may be put back. */
export function LinkedReports({ incident, onChanged }: { incident: Incident; onChanged: () => void }) {
  const ground = useGround();
  const slug = ground.election.slug;
  const saving = useSaving();
  const query = new URLSearchParams({ incident: incident.id, limit: "100" });
  const { value, failure } = useLoaded(`linked ${incident.id} ${incident.version}`, (signal) =>
    listReports(slug, query, signal),
  );
  const unlink = (report: ReportRow) =>
    saving.run(async () => {
      await unlinkReport(slug, incident.id, incident.version, report.id);
      announce(t("incident.unlinked"));
      onChanged();
    });
  return (
    <section aria-label={t("incident.reports")}>
      <h2>{counted("count.reports", incident.reports)}</h2>
      {failure !== null && <Failure failure={failure} />}
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <ul class="plain-list">
        {(value?.items ?? []).map((row) => (
          <li key={row.id}>
            <p>
              <Link to={addresses.report(slug, row.id)}>{kindLabel(ground, row.category)}</Link>{" "}
              <span class="fine">
                {moment(row.received_at)} · {row.source ?? t("sent.anonymous")}
              </span>
            </p>
            <Covered covered={kindOf(ground, row.category)?.graphic ?? false} what={t("sent.text_covered")}>
              <p class="words" dir="auto" lang={row.language ?? undefined}>
                {row.excerpt}
              </p>
            </Covered>
            {incident.publication !== "withdrawn" && (
              <Button kind="quiet" disabled={saving.busy} onPress={() => unlink(row)}>
                {t("incident.unlink")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
