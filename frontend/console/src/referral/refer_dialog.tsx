import { useState } from "preact/hooks";
import type { Incident } from "../api/types.ts";
import { usePerson } from "../incident/person.ts";
import { ENDONYMS, type Language, t } from "../language/language.ts";
import { timeZone } from "../language/moments.ts";
import { instantOf } from "../language/zoned.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useSaving } from "../shell/saving.ts";
import { refer } from "./api.ts";

interface ReferDialogProps {
  incident: Incident;
  onReferred: () => void;
  onClose: () => void;
}

/** The authority gets the incident's text as it stands here, and nothing of any report. */
export function ReferDialog({ incident, onReferred, onClose }: ReferDialogProps) {
  const slug = useGround().election.slug;
  const { lead } = usePerson();
  const [authority, setAuthority] = useState("");
  const [due, setDue] = useState("");
  const [reason, setReason] = useState("");
  const saving = useSaving();
  const texts = Object.entries(incident.public_text);
  const send = () =>
    saving.run(async () => {
      await refer(slug, incident.id, {
        authority: authority.trim(),
        due_at: instantOf(due, timeZone.value),
        ...(reason.trim() ? { consent_reason: reason.trim() } : {}),
      });
      onReferred();
    });
  return (
    <Dialog title={t("referral.refer")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <p class="fine">{t(texts.length > 0 ? "referral.gets" : "referral.text_first")}</p>
        {texts.map(([language, text]) => (
          <p key={language} class="words" lang={language}>
            <span class="fine">{ENDONYMS[language as Language]}</span> {text}
          </p>
        ))}
        <label>
          {t("referral.authority")}
          <input
            autofocus
            required
            maxLength={200}
            value={authority}
            onInput={(event) => setAuthority(event.currentTarget.value)}
          />
        </label>
        <label>
          {t("referral.due", { zone: timeZone.value })}
          <input
            type="datetime-local"
            required
            value={due}
            onInput={(event) => setDue(event.currentTarget.value)}
          />
        </label>
        {lead && (
          <label>
            {t("referral.consent_reason")}
            <textarea
              rows={2}
              minLength={3}
              maxLength={1000}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
        )}
        {saving.failure !== null && <Failure failure={saving.failure} />}
        <button
          type="submit"
          class="button primary"
          disabled={saving.busy || texts.length === 0 || !authority.trim() || !due}
        >
          {t("referral.refer")}
        </button>
      </form>
    </Dialog>
  );
}
