import { useState } from "preact/hooks";
import { listIncidents } from "../api/incidents.ts";
import type { IncidentRow, Report } from "../api/types.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { counted, t, word } from "../language/language.ts";
import { Button, Keycap } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { areaLabel, kindLabel, useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { nearness } from "./nearness.ts";

interface LinkDialogProps {
  report: Report;
  onLink: (incident: string) => void;
  onClose: () => void;
}

const SHOWN = 9;

/** Existing incidents, those of the same kind and place first; a digit chooses, Enter links. */
export function LinkDialog({ report, onLink, onClose }: LinkDialogProps) {
  const ground = useGround();
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<IncidentRow | null>(null);
  const query = new URLSearchParams({ limit: "100", ...(words ? { q: words } : {}) });
  const { value, failure } = useLoaded(`incidents to link ${query}`, (signal) =>
    listIncidents(ground.election.slug, query, signal),
  );
  const open = (value?.items ?? []).filter((each) => each.publication !== "withdrawn");
  const offered = open
    .toSorted((one, other) => nearness(report.coding, other) - nearness(report.coding, one))
    .slice(0, SHOWN);
  useShortcuts(
    offered.map((each, at) => ({ keys: `Digit${at + 1}`, label: each.work_ref, act: () => setChosen(each) })),
    1,
  );
  return (
    <Dialog title={t("decide.link_title")} onClose={onClose} wide>
      <label>
        {t("incidents.search")}
        <input type="search" value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      </label>
      {failure !== null && <Failure failure={failure} />}
      {value && offered.length === 0 && <p class="empty">{t("incidents.empty")}</p>}
      <fieldset class="choices">
        <legend class="visually-hidden">{t("incidents.title")}</legend>
        {offered.map((each, at) => (
          <label key={each.id} class="tick">
            <input
              type="radio"
              name="incident"
              checked={each.id === chosen?.id}
              onChange={() => setChosen(each)}
            />
            <span>
              <strong>{each.ref ?? each.work_ref}</strong> {kindLabel(ground, each.category)} ·{" "}
              {areaLabel(ground, each.area) ?? t("place.not_located")} ·{" "}
              {counted("count.reports", each.reports)} · {word("veracity", each.veracity)}
            </span>
            <Keycap keys={`Digit${at + 1}`} />
          </label>
        ))}
      </fieldset>
      <div class="buttons">
        <Button
          kind="primary"
          keys="Enter"
          disabled={chosen === null}
          onPress={() => chosen && onLink(chosen.id)}
        >
          {t("decide.link_do")}
        </Button>
        <Button onPress={onClose}>{t("do.cancel")}</Button>
      </div>
    </Dialog>
  );
}
