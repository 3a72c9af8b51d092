import { useState } from "preact/hooks";
import { listIncidents, mergeIncident, previewMerge } from "../api/incidents.ts";
import type { CandidateIncident, Incident, IncidentRow } from "../api/types.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { counted, number, t, word } from "../language/language.ts";
import { day, moment } from "../language/moments.ts";
import { Button, Keycap } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { areaLabel, kindLabel, useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";
import { Ranges } from "./differences.tsx";
import { hindersMerge } from "./merging.ts";

export type Mergeable = Incident | IncidentRow | CandidateIncident;

interface MergeDialogProps {
  incident: Incident;
  /** Chosen already, where it was suggested. */
  suggested: Mergeable | null;
  onMerged: (stays: Incident) => void;
  onClose: () => void;
}

/** Which of the two stays is said by whoever merges, never guessed; what moves is shown before. */
export function MergeDialog({ incident, suggested, onMerged, onClose }: MergeDialogProps) {
  const slug = useGround().election.slug;
  const [other, setOther] = useState<Mergeable | null>(suggested);
  const [stays, setStays] = useState<Mergeable | null>(null);
  const saving = useSaving();
  const sides = other ? [incident, other] : [];
  const goes = sides.find((side) => stays && side.id !== stays.id) ?? null;
  const hindrance = goes && stays && hindersMerge(goes, stays);
  useShortcuts(
    sides.map((side, at) => ({
      keys: `Digit${at + 1}`,
      label: t("merge.stays", { ref: refOf(side) }),
      act: () => setStays(side),
    })),
    1,
  );
  const merge = () =>
    goes &&
    stays &&
    saving.run(async () => onMerged(await mergeIncident(slug, goes.id, goes.version, stays.id)));
  return (
    <Dialog title={t("merge.title")} onClose={onClose} wide>
      {!suggested && (
        <ChooseOther
          incident={incident}
          chosen={other}
          onChoose={(each) => {
            setOther(each);
            setStays(null);
          }}
        />
      )}
      {other && <Compared sides={[incident, other]} />}
      {other && <AsOne key={other.id} incident={incident} other={other} />}
      {other && (
        <fieldset class="choices">
          <legend>{t("merge.which")}</legend>
          {sides.map((side, at) => (
            <label key={side.id} class="tick">
              <input
                type="radio"
                name="stays"
                checked={side.id === stays?.id}
                onChange={() => setStays(side)}
              />
              <span>{t("merge.stays", { ref: refOf(side) })}</span>
              <Keycap keys={`Digit${at + 1}`} />
            </label>
          ))}
        </fieldset>
      )}
      {goes && stays && (
        <div role="status">
          {hindrance ? (
            <p class="notice">{t(`merge.${hindrance}`, { ref: refOf(goes) })}</p>
          ) : (
            <ul class="plain-list">
              <li>{t("merge.kept", { ref: refOf(stays) })}</li>
              <li>{withRef(counted("merge.moves", goes.reports), goes)}</li>
              <li>{counted("merge.together", goes.reports + stays.reports)}</li>
              <li>{t("merge.public_later")}</li>
            </ul>
          )}
        </div>
      )}
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <div class="buttons">
        <Button
          kind="primary"
          keys="Enter"
          disabled={!goes || hindrance !== null || saving.busy}
          onPress={merge}
        >
          {t("merge.do")}
        </Button>
        <Button onPress={onClose}>{t("do.cancel")}</Button>
      </div>
    </Dialog>
  );
}

interface ChooseOtherProps {
  incident: Incident;
  chosen: Mergeable | null;
  onChoose: (other: IncidentRow | null) => void;
}

function ChooseOther({ incident, chosen, onChoose }: ChooseOtherProps) {
  const ground = useGround();
  const [words, setWords] = useState("");
  const query = new URLSearchParams({ limit: "100", ...(words ? { q: words } : {}) });
  const { value, failure } = useLoaded(`incidents to merge ${query}`, (signal) =>
    listIncidents(ground.election.slug, query, signal),
  );
  const offered = (value?.items ?? []).filter(
    (each) => each.id !== incident.id && each.publication !== "withdrawn",
  );
  return (
    <div class="row">
      <label>
        {t("incidents.search")}
        <input type="search" value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      </label>
      <label>
        {t("merge.other")}
        <select
          value={chosen?.id ?? ""}
          onChange={(event) =>
            onChoose(offered.find((each) => each.id === event.currentTarget.value) ?? null)
          }
        >
          <option value="">–</option>
          {offered.map((each) => (
            <option key={each.id} value={each.id}>
              {refOf(each)} {kindLabel(ground, each.category)}
            </option>
          ))}
        </select>
      </label>
      {failure !== null && <Failure failure={failure} />}
    </div>
  );
}

/** The two beside each other. */
function Compared({ sides }: { sides: readonly Mergeable[] }) {
  const ground = useGround();
  const rows: [string, (side: Mergeable) => string][] = [
    [t("coding.category"), (side) => kindLabel(ground, side.category)],
    [t("merge.reports"), (side) => number(side.reports)],
    [t("merge.when"), whenOf],
    [
      t("merge.where"),
      (side) =>
        [side.station, areaLabel(ground, side.area) ?? t("place.not_located")].filter(Boolean).join(" · "),
    ],
    [t("merge.sure"), (side) => word("veracity", side.veracity)],
    [t("merge.publication"), (side) => word("publication", side.publication)],
  ];
  return (
    <table>
      <thead>
        <tr>
          <td />
          {sides.map((side) => (
            <th key={side.id} scope="col">
              {refOf(side)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, of]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {sides.map((side) => (
              <td key={side.id}>{of(side)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where the reports of both say different things. */
function AsOne({ incident, other }: { incident: Incident; other: Mergeable }) {
  const slug = useGround().election.slug;
  const { value, failure } = useLoaded(`merge ${incident.id} ${other.id}`, (signal) =>
    previewMerge(slug, incident.id, other.id, signal),
  );
  return (
    <section aria-label={t("merge.as_one")}>
      <h3>{t("merge.as_one")}</h3>
      {failure !== null && <Failure failure={failure} />}
      {value?.disagreement.length === 0 && <p class="fine">{t("merge.agree")}</p>}
      {value && value.disagreement.length > 0 && <Ranges differences={value.disagreement} />}
    </section>
  );
}

function whenOf(side: Mergeable): string {
  if (side.occurred_at) return moment(side.occurred_at);
  return side.occurred_on ? day(side.occurred_on) : t("same.undated");
}

function withRef(sentence: string, side: Mergeable): string {
  return sentence.replace("{ref}", refOf(side));
}

function refOf(side: Mergeable): string {
  return side.ref ?? side.work_ref;
}
