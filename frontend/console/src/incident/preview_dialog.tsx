import { useState } from "preact/hooks";
import { preview, publish } from "../api/incidents.ts";
import { isProblem } from "../api/problem.ts";
import type { Incident, PublicIncident } from "../api/types.ts";
import { ENDONYMS, type Language, t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { areaLabel, kindLabel, useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";

interface PreviewDialogProps {
  incident: Incident;
  may: boolean;
  onPublished: () => void;
  onClose: () => void;
}

/** What overrides a waiting time: a lead's word that the source is safe. */
const OVERRIDDEN = ["too-early", "not-publishable"];

/** Exactly what the public would get, and the button that gives it to them. */
export function PreviewDialog({ incident, may, onPublished, onClose }: PreviewDialogProps) {
  const { election } = useGround();
  const shown = useLoaded(`preview ${incident.id} ${incident.version}`, () =>
    preview(election.slug, incident.id, incident.version),
  );
  const [because, setBecause] = useState("");
  const saving = useSaving();
  const asksWhy = isProblem(saving.failure) && OVERRIDDEN.includes(saving.failure.code);
  const go = () =>
    saving.run(async () => {
      await publish(election.slug, incident.id, incident.version, because.trim() || null);
      onPublished();
    });
  return (
    <Dialog title={t("publish.preview_title")} onClose={onClose} wide>
      {shown.failure !== null && <Failure failure={shown.failure} />}
      {shown.value && <AsThePublicSeesIt record={shown.value} />}
      {saving.failure !== null && <Failure failure={saving.failure} />}
      {(asksWhy || because) && (
        <label>
          {t("publish.safe_because")}
          <input
            maxLength={1000}
            value={because}
            onInput={(event) => setBecause(event.currentTarget.value)}
          />
        </label>
      )}
      <div class="buttons">
        {may && (
          <Button kind="primary" keys="Enter" disabled={saving.busy || shown.value === null} onPress={go}>
            {t("publish.do")}
          </Button>
        )}
        <Button onPress={onClose}>{t("do.close")}</Button>
      </div>
    </Dialog>
  );
}

function AsThePublicSeesIt({ record }: { record: PublicIncident }) {
  const ground = useGround();
  const position = record.position;
  const rows: [string, string][] = [
    [t("incident.category"), kindLabel(ground, record.category)],
    [t("incident.severity"), word("severity", String(record.severity))],
    [t("incident.veracity"), word("veracity", record.veracity)],
    [
      t("incident.place"),
      [
        record.station,
        areaLabel(ground, record.area) ?? t("place.not_located"),
        position
          ? `${position.latitude_deg.toFixed(5)}, ${position.longitude_deg.toFixed(5)}`
          : t("publish.no_position"),
      ]
        .filter(Boolean)
        .join(" · "),
    ],
    [
      t("incident.time"),
      record.occurred_from && record.occurred_to
        ? `${moment(record.occurred_from)} – ${moment(record.occurred_to)}`
        : t("common.unknown"),
    ],
    [t("incident.basis"), t("incident.basis_counts", { reports: record.reports, sources: record.sources })],
  ];
  return (
    <>
      {Object.entries(record.public_text).map(([language, text]) => (
        <p key={language} class="words" lang={language}>
          <span class="fine">{ENDONYMS[language as Language] ?? language}</span>
          <br />
          {text}
        </p>
      ))}
      <dl class="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>{t("publish.as_data")}</summary>
        <pre tabIndex={0}>{JSON.stringify(record, null, 1)}</pre>
      </details>
    </>
  );
}
