import { listElections } from "../api/elections.ts";
import { best, t } from "../language/language.ts";
import { day } from "../language/moments.ts";
import { may } from "../session/session.ts";
import { Failure } from "./failure.tsx";
import { useLoaded } from "./loaded.ts";
import { Link } from "./navigation.tsx";
import { addresses } from "./routes.ts";

/** Where one may work. */
export function Elections() {
  const { value, failure } = useLoaded("elections", listElections);
  const ours = (value?.items ?? []).filter((each) => may("moderator", each.slug) || may("admin", null));
  return (
    <div class="page">
      <h1>{t("elections.title")}</h1>
      {failure !== null && <Failure failure={failure} />}
      {value && ours.length === 0 && <p class="empty">{t("elections.none")}</p>}
      <ul class="plain-list">
        {ours.map((each) => (
          <li key={each.slug}>
            <Link
              to={may("moderator", each.slug) ? addresses.queue(each.slug) : addresses.settings(each.slug)}
            >
              {best(each.name).text}
            </Link>
            <span class="fine"> {day(each.voting_on)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
