import { useState } from "preact/hooks";
import type { Referral } from "../api/types.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { t, word } from "../language/language.ts";
import { timeZone } from "../language/moments.ts";
import { instantOf } from "../language/zoned.ts";
import { Button, Keycap } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useSaving } from "../shell/saving.ts";
import { changeReferral, type ReferralChanged } from "./api.ts";

const OUTCOMES = ["acted", "passed_on", "refused", "no_action", "no_answer"] as const;

interface AnswerDialogProps {
  referral: Referral;
  onChanged: () => void;
  onClose: () => void;
}

/** What came of it, nothing being an outcome too; or a later date, which is a new reminder. */
export function AnswerDialog({ referral, onChanged, onClose }: AnswerDialogProps) {
  const slug = useGround().election.slug;
  const [outcome, setOutcome] = useState(referral.outcome);
  const [note, setNote] = useState(referral.note);
  const [due, setDue] = useState("");
  const saving = useSaving();
  useShortcuts(
    OUTCOMES.map((each, at) => ({
      keys: `Digit${at + 1}`,
      label: word("referral_outcome", each),
      act: () => setOutcome(each),
    })),
    1,
  );
  const changes: ReferralChanged = {
    ...(outcome !== referral.outcome ? { outcome } : {}),
    ...(note !== referral.note ? { note } : {}),
    ...(due ? { due_at: instantOf(due, timeZone.value) } : {}),
  };
  const record = () =>
    saving.run(async () => {
      await changeReferral(slug, referral.id, changes);
      onChanged();
    });
  return (
    <Dialog title={t("same.act", { what: t("referral.answer"), of: referral.authority })} onClose={onClose}>
      <fieldset class="choices">
        <legend class="visually-hidden">{t("referral.answer")}</legend>
        {OUTCOMES.map((each, at) => (
          <label key={each} class="tick">
            <input type="radio" name="outcome" checked={each === outcome} onChange={() => setOutcome(each)} />
            <span>{word("referral_outcome", each)}</span>
            <Keycap keys={`Digit${at + 1}`} />
          </label>
        ))}
      </fieldset>
      <label>
        {t("referral.note")}
        <textarea
          rows={2}
          maxLength={2000}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      <label>
        {t("referral.new_due", { zone: timeZone.value })}
        <input type="datetime-local" value={due} onInput={(event) => setDue(event.currentTarget.value)} />
      </label>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <div class="buttons">
        <Button
          kind="primary"
          keys="Enter"
          disabled={Object.keys(changes).length === 0 || saving.busy}
          onPress={record}
        >
          {t("referral.record")}
        </Button>
        <Button onPress={onClose}>{t("do.cancel")}</Button>
      </div>
    </Dialog>
  );
}
