import { useState } from "preact/hooks";
import { usePages } from "../admin/use_pages.ts";
import type { Referral } from "../api/types.ts";
import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { useGround } from "../shell/ground.ts";
import { Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { Table } from "../shell/table.tsx";
import { listReferrals, type ReferralState, STATES } from "./api.ts";
import { Due } from "./due.tsx";

/** Everything that was handed to an authority; first what somebody should ask about. */
export function AllReferrals() {
  const [state, setState] = useState<ReferralState>("overdue");
  return (
    <div class="page admin">
      <h1>{t("go.referrals")}</h1>
      <p class="fine">{t("referrals.how")}</p>
      <label>
        {t("referrals.which")}
        <select value={state} onChange={(event) => setState(event.currentTarget.value as ReferralState)}>
          {STATES.map((each) => (
            <option key={each} value={each}>
              {word("referral_state", each)}
            </option>
          ))}
        </select>
      </label>
      <InState key={state} state={state} />
    </div>
  );
}

function InState({ state }: { state: ReferralState }) {
  const slug = useGround().election.slug;
  const referrals = usePages<Referral>((cursor) => listReferrals(slug, state, cursor));
  return (
    <Table
      caption={t("referrals.caption", { state: word("referral_state", state) })}
      heads={[t("referral.incident"), t("referral.authority"), t("referral.since"), t("referral.answer")]}
      rows={
        referrals.items?.map((each) => ({
          key: each.id,
          cells: [
            <Link to={addresses.incident(slug, each.incident)}>{each.incident_ref}</Link>,
            each.authority,
            moment(each.referred_at),
            <Due referral={each} />,
          ],
        })) ?? null
      }
      failure={referrals.failure}
      more={referrals.more}
    />
  );
}
