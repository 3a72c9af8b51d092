import type { ComponentChildren } from "preact";
import { t } from "../language/language.ts";
import { Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";

export type AdminScreen = "people" | "organisations" | "all_elections";
const SCREENS: readonly AdminScreen[] = ["people", "organisations", "all_elections"];

/** What concerns no election in particular. */
export function AdminPage({ screen, children }: { screen: AdminScreen; children: ComponentChildren }) {
  return (
    <div class="page admin">
      <nav aria-label={t("go.admin")}>
        <ul class="chips">
          {SCREENS.map((each) => (
            <li key={each}>
              <Link to={addresses[each]()} current={each === screen}>
                {t(`go.${each}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <h1>{t(`go.${screen}`)}</h1>
      {children}
    </div>
  );
}
