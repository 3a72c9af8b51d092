import { useState } from "preact/hooks";
import { giveVerdict } from "../api/incidents.ts";
import type { Incident, Veracity } from "../api/types.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { counted, t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { announce } from "../shell/announce.tsx";
import { Button, Keycap } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useSaving } from "../shell/saving.ts";
import { Hindrances } from "./hindrances.tsx";
import { usePerson } from "./person.ts";
import { hasBeenChecked, hindersVerdict } from "./readiness.ts";

const GIVEN: readonly Veracity[] = ["verified", "unverifiable", "contested", "refuted"];
const NEEDS_A_STEP = new Set<Veracity>(["verified", "refuted"]);

/** How sure we are, and one's own verdict: the second is given without seeing the first. */
export function VerdictPanel({
  incident,
  onChanged,
}: {
  incident: Incident;
  onChanged: (now: Incident) => void;
}) {
  const person = usePerson();
  const [judging, setJudging] = useState(false);
  const hindrances = hindersVerdict(incident, person);
  return (
    <section class="panel" aria-label={t("verdict.title")}>
      <h2>{t("verdict.title")}</h2>
      <p>
        <strong>{word("veracity", incident.veracity)}</strong>
        {incident.disputed && ` · ${t("verdict.disputed")}`}
      </p>
      <p class="fine">{counted("count.sources", incident.sources)}</p>
      {incident.before_lead && <p class="notice">{t("verdict.before_lead")}</p>}
      {incident.verdicts === null ? (
        <p class="fine">{counted("verdict.hidden", incident.verdict_count)}</p>
      ) : (
        <ul class="plain-list">
          {incident.verdicts.map((verdict) => (
            <li key={verdict.actor}>
              {word("veracity", verdict.veracity)}{" "}
              <span class="fine">
                {verdict.actor} · {moment(verdict.at)}
              </span>
              {verdict.note && (
                <p class="words" dir="auto">
                  {verdict.note}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      <Hindrances hindrances={hindrances} />
      {hindrances.length === 0 && (
        <Button keys="KeyV" onPress={() => setJudging(true)}>
          {t("verdict.give")}
        </Button>
      )}
      {judging && (
        <GiveVerdict
          incident={incident}
          onClose={() => setJudging(false)}
          onGiven={(now) => {
            setJudging(false);
            announce(t("verdict.given"));
            onChanged(now);
          }}
        />
      )}
    </section>
  );
}

interface GiveVerdictProps {
  incident: Incident;
  onGiven: (now: Incident) => void;
  onClose: () => void;
}

function GiveVerdict({ incident, onGiven, onClose }: GiveVerdictProps) {
  const { election } = useGround();
  const [veracity, setVeracity] = useState<Veracity | null>(null);
  const [note, setNote] = useState("");
  const saving = useSaving();
  const checked = hasBeenChecked(incident);
  const may = (each: Veracity) => checked || !NEEDS_A_STEP.has(each);
  // A digit always stands for the same verdict, whether or not it may be given yet.
  useShortcuts(
    GIVEN.map((each, at) => ({
      keys: `Digit${at + 1}`,
      label: word("veracity", each),
      act: () => may(each) && setVeracity(each),
    })),
    1,
  );
  const give = () =>
    veracity &&
    saving.run(async () =>
      onGiven(await giveVerdict(election.slug, incident.id, incident.version, veracity, note)),
    );
  return (
    <Dialog title={t("verdict.give")} onClose={onClose}>
      {!checked && <p class="notice">{t("verdict.step_first")}</p>}
      <fieldset class="choices">
        <legend class="visually-hidden">{t("verdict.title")}</legend>
        {GIVEN.map((each, at) => (
          <label key={each} class="tick">
            <input
              type="radio"
              name="veracity"
              checked={each === veracity}
              disabled={!may(each)}
              onChange={() => setVeracity(each)}
            />
            <span>
              <strong>{word("veracity", each)}</strong>
              <br />
              <span class="fine">{word("veracity_meaning", each)}</span>
            </span>
            <Keycap keys={`Digit${at + 1}`} />
          </label>
        ))}
      </fieldset>
      <label>
        {t("verdict.note")}
        <textarea
          rows={2}
          maxLength={2000}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <div class="buttons">
        <Button kind="primary" keys="Enter" disabled={veracity === null || saving.busy} onPress={give}>
          {t("verdict.do")}
        </Button>
        <Button onPress={onClose}>{t("do.cancel")}</Button>
      </div>
    </Dialog>
  );
}
