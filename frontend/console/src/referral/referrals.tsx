import { useState } from "preact/hooks";
import type { Incident, Referral } from "../api/types.ts";
import { t } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { AnswerDialog } from "./answer_dialog.tsx";
import { Due } from "./due.tsx";
import { ReferDialog } from "./refer_dialog.tsx";

/** To which authorities it was handed, whether everybody had agreed, and what came of it. */
export function Referrals({ incident, onChanged }: { incident: Incident; onChanged: () => void }) {
  const [referring, setReferring] = useState(false);
  const [answered, setAnswered] = useState<Referral | null>(null);
  const done = (said: string) => {
    setReferring(false);
    setAnswered(null);
    announce(t(said));
    onChanged();
  };
  return (
    <section aria-label={t("go.referrals")}>
      <h2>{t("go.referrals")}</h2>
      <ul class="plain-list">
        {incident.referrals.map((referral) => (
          <li key={referral.id}>
            <p>
              <strong>{referral.authority}</strong>{" "}
              <span class="fine">
                {referral.referred_by} · {moment(referral.referred_at)}
              </span>
            </p>
            <p>
              <Due referral={referral} />
            </p>
            {referral.note && (
              <p class="words" dir="auto">
                {referral.note}
              </p>
            )}
            <p class="fine" dir="auto">
              {referral.consent_reason
                ? t("referral.without_consent", { reason: referral.consent_reason })
                : t("referral.agreed")}
            </p>
            <Button
              kind="quiet"
              label={t("same.act", { what: t("referral.answer"), of: referral.authority })}
              onPress={() => setAnswered(referral)}
            >
              {t("referral.answer")}
            </Button>
          </li>
        ))}
      </ul>
      {incident.publication !== "withdrawn" && incident.merged_into === null && (
        <Button keys="KeyR" onPress={() => setReferring(true)}>
          {t("referral.refer")}
        </Button>
      )}
      {referring && (
        <ReferDialog
          incident={incident}
          onClose={() => setReferring(false)}
          onReferred={() => done("referral.referred")}
        />
      )}
      {answered && (
        <AnswerDialog
          referral={answered}
          onClose={() => setAnswered(null)}
          onChanged={() => done("referral.noted")}
        />
      )}
    </section>
  );
}
