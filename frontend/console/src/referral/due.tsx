import type { Referral } from "../api/types.ts";
import { t, word } from "../language/language.ts";
import { due, moment } from "../language/moments.ts";
import { useNow } from "../shell/loaded.ts";

/** What came of it, or by when something should; what is late is marked in words, too. */
export function Due({ referral }: { referral: Referral }) {
  const now = useNow();
  if (referral.outcome) {
    return (
      <>
        {word("referral_outcome", referral.outcome)}
        {referral.outcome_at && (
          <span class="fine">
            {" "}
            {referral.outcome_by} · {moment(referral.outcome_at)}
          </span>
        )}
      </>
    );
  }
  const late = Date.parse(referral.due_at) <= now;
  return (
    <>
      <span class={late ? "late" : ""}>{due(referral.due_at, now)}</span>
      <span class="fine"> {moment(referral.due_at)}</span>
      {referral.reminded_at && (
        <span class="fine"> · {t("referral.reminded", { at: moment(referral.reminded_at) })}</span>
      )}
    </>
  );
}
