import type { Ground } from "../api/elections.ts";
import type { Incident } from "../api/types.ts";
import { t, word } from "../language/language.ts";
import { day, moment } from "../language/moments.ts";
import { areaLabel, useGround } from "../shell/ground.ts";
import { Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";

export type Difference = Incident["disagreement"][number];
type Facts = Record<string, unknown>;

const PLAIN = new Set(["day", "time", "area", "station", "point"]);

/** Where the reports say different things: the range, and who says what. */
export function Differences({ incident }: { incident: Incident }) {
  if (incident.disagreement.length === 0) return null;
  return (
    <section aria-label={t("differ.title")}>
      <h2>{t("differ.title")}</h2>
      <Ranges differences={incident.disagreement} />
    </section>
  );
}

/** Each range, and who says what. */
export function Ranges({ differences }: { differences: readonly Difference[] }) {
  const ground = useGround();
  return (
    <>
      <p class="fine">{t("differ.how")}</p>
      <dl class="facts">
        {differences.map((found) => (
          <div key={found.about}>
            <dt>{PLAIN.has(found.about) ? word("differ_about", found.about) : word("harm", found.about)}</dt>
            <dd>
              <strong>{rangeOf(ground, found)}</strong>
              <ul class="said">
                {found.says.map((said) => (
                  <li key={said.report}>
                    {inWords(ground, found.about, said.value)}
                    {" – "}
                    <Link to={addresses.report(ground.election.slug, said.report)}>
                      {said.source ?? t("sent.anonymous")}
                    </Link>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function rangeOf(ground: Ground, { about, range }: Difference): string {
  const facts = range as Facts;
  switch (about) {
    case "day":
      return t("differ.from_to", { from: day(String(facts.from)), to: day(String(facts.to)) });
    case "time":
      return t("differ.from_to", { from: moment(String(facts.from)), to: moment(String(facts.to)) });
    case "area":
    case "station":
      return (facts.codes as string[]).map((code) => inWords(ground, about, { [about]: code })).join(", ");
    case "point":
      return t("differ.apart", { distance: Number(facts.distance_m) });
    default:
      return people(facts);
  }
}

function inWords(ground: Ground, about: string, value: Facts): string {
  switch (about) {
    case "day":
      return day(String(value.day));
    case "time":
      return moment(String(value.at));
    case "area":
      return areaLabel(ground, String(value.area)) ?? "";
    case "station":
      return String(value.station);
    case "point":
      return `${value.latitude_deg}, ${value.longitude_deg}`;
    default:
      return people(value);
  }
}

/** "At least 12" is never written as 12. */
function people({ min, max }: Facts): string {
  const [least, most] = [Number(min), max === null ? null : Number(max)];
  if (most === null) return t("harm.at_least", { min: least });
  return least === most ? t("harm.exactly", { min: least }) : t("harm.between", { min: least, max: most });
}
