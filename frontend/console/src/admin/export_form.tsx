import { useState } from "preact/hooks";
import { listIncidents } from "../api/incidents.ts";
import { Field } from "../coding/fields.tsx";
import { t } from "../language/language.ts";
import { announce } from "../shell/announce.tsx";
import { Failure } from "../shell/failure.tsx";
import { kindLabel, useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";
import { requestExport } from "./api.ts";
import { idsIn } from "./ids.ts";

const MOST_INCIDENTS = "100";

/** Of an incident with what is linked to it, or of single reports. */
export function ExportForm({ election, onAsked }: { election: string; onAsked: () => void }) {
  const ground = useGround();
  const incidents = useLoaded(`incidents for export ${election}`, (signal) =>
    listIncidents(election, new URLSearchParams({ limit: MOST_INCIDENTS }), signal),
  );
  const [incident, setIncident] = useState("");
  const [reports, setReports] = useState("");
  const [reason, setReason] = useState("");
  const saving = useSaving();
  const ids = idsIn(reports);
  const ready = reason.trim() !== "" && (incident !== "" || ids.length > 0) && !saving.busy;
  return (
    <form
      aria-label={t("exports.ask")}
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        saving.run(async () => {
          const what = incident ? { incident, reports: null } : { incident: null, reports: ids };
          await requestExport(election, { ...what, reason: reason.trim() });
          setReason("");
          setReports("");
          setIncident("");
          announce(t("exports.said"));
          onAsked();
        });
      }}
    >
      <div class="row">
        <Field label={t("exports.of_incident")}>
          {({ id }) => (
            <select id={id} value={incident} onChange={(event) => setIncident(event.currentTarget.value)}>
              <option value="">{t("common.none")}</option>
              {incidents.value?.items.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.ref ?? each.work_ref} · {kindLabel(ground, each.category)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {incident === "" && (
          <Field label={t("exports.of_reports")}>
            {({ id }) => (
              <input id={id} value={reports} onInput={(event) => setReports(event.currentTarget.value)} />
            )}
          </Field>
        )}
        <Field label={t("exports.reason")}>
          {({ id }) => (
            <input
              id={id}
              maxLength={280}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="button primary" disabled={!ready}>
          {t("exports.ask")}
        </button>
      </div>
      {saving.failure !== null && <Failure failure={saving.failure} />}
    </form>
  );
}
