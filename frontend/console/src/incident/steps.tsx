import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { addStep } from "../api/incidents.ts";
import type { Incident, StepKind } from "../api/types.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { announce } from "../shell/announce.tsx";
import { Button, Keycap } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useSaving } from "../shell/saving.ts";

const KINDS: readonly StepKind[] = [
  "called_source",
  "second_source",
  "visited",
  "official_statement",
  "photo_check",
  "map_check",
  "read_report",
];

/** What was done to check it: kind, result, who, when. */
export function Steps({ incident, onChanged }: { incident: Incident; onChanged: () => void }) {
  const [adding, setAdding] = useState(false);
  return (
    <section aria-label={t("steps.title")}>
      <h2>{t("steps.title")}</h2>
      {incident.steps.length === 0 && <p class="empty">{t("steps.none")}</p>}
      <ul class="plain-list">
        {incident.steps.map((step) => (
          <li key={step.id}>
            <p>
              <strong>{word("step", step.kind)}</strong>{" "}
              <span class="fine">
                {step.actor} · {moment(step.at)}
              </span>
            </p>
            <p class="words" dir="auto">
              {step.result}
            </p>
          </li>
        ))}
      </ul>
      {incident.publication !== "withdrawn" && (
        <Button keys="KeyS" onPress={() => setAdding(true)}>
          {t("steps.add")}
        </Button>
      )}
      {adding && (
        <AddStep
          incident={incident}
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            announce(t("steps.added"));
            onChanged();
          }}
        />
      )}
    </section>
  );
}

interface AddStepProps {
  incident: Incident;
  onAdded: () => void;
  onClose: () => void;
}

/** A digit chooses what was done and moves on to the result, Ctrl+Enter records it. */
function AddStep({ incident, onAdded, onClose }: AddStepProps) {
  const { election } = useGround();
  const [kind, setKind] = useState<StepKind | null>(null);
  const [result, setResult] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  const saving = useSaving();
  const record = () =>
    kind &&
    result.trim() &&
    saving.run(async () => {
      await addStep(election.slug, incident.id, kind, result.trim());
      onAdded();
    });
  useLayoutEffect(() => {
    if (kind) area.current?.focus();
  }, [kind]);
  useShortcuts(
    [
      ...KINDS.map((each, at) => ({
        keys: `Digit${at + 1}`,
        label: word("step", each),
        act: () => setKind(each),
      })),
      { keys: "Ctrl+Enter", label: t("steps.record"), act: record },
    ],
    1,
  );
  return (
    <Dialog title={t("steps.add")} onClose={onClose}>
      <fieldset class="choices">
        <legend class="visually-hidden">{t("steps.what")}</legend>
        {KINDS.map((each, at) => (
          <label key={each} class="tick">
            <input type="radio" name="step" checked={each === kind} onChange={() => setKind(each)} />
            <span>{word("step", each)}</span>
            <Keycap keys={`Digit${at + 1}`} />
          </label>
        ))}
      </fieldset>
      <label>
        {t("steps.result")}
        <textarea
          ref={area}
          rows={3}
          maxLength={2000}
          value={result}
          onInput={(event) => setResult(event.currentTarget.value)}
        />
      </label>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <div class="buttons">
        <Button kind="primary" disabled={!kind || !result.trim() || saving.busy} onPress={record}>
          {t("steps.record")} <Keycap keys="Ctrl+Enter" />
        </Button>
        <Button onPress={onClose}>{t("do.cancel")}</Button>
      </div>
    </Dialog>
  );
}
