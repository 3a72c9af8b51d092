import { t } from "../language/language.ts";
import { FrontPage } from "../session/front_page.tsx";
import { findOut, me } from "../session/session.ts";
import { SecondFactors } from "./second_factors.tsx";

/** The one step between a role that needs a second factor and the console. */
export function Enrol() {
  return (
    <FrontPage over={me.value?.name} title={t("account.enrol_title")}>
      <p>{t("account.enrol_why")}</p>
      <SecondFactors onChanged={() => void findOut()} />
    </FrontPage>
  );
}
