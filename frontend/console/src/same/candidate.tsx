import type { ComponentChildren } from "preact";
import type { CandidateIncident, CandidateReport } from "../api/types.ts";
import { counted, t, word } from "../language/language.ts";
import { day, moment, span } from "../language/moments.ts";
import { Covered } from "../report/covered.tsx";
import { areaLabel, kindLabel, kindOf, useGround } from "../shell/ground.ts";
import { Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { type Part, saying } from "./saying.ts";

export type Found = { of: "incidents"; it: CandidateIncident } | { of: "reports"; it: CandidateReport };

const MINUTE_MS = 60_000;

/** Enough of one suggestion to decide in place; what to do about it stands below. */
export function Candidate({ found, children }: { found: Found; children: ComponentChildren }) {
  const ground = useGround();
  const { it } = found;
  const graphic = kindOf(ground, it.category)?.graphic ?? false;
  const where = [it.station, areaLabel(ground, it.area) ?? t("place.not_located")]
    .filter(Boolean)
    .join(" · ");
  return (
    <li>
      <p>
        <strong>
          <Link to={address(ground.election.slug, found)}>{nameOf(found)}</Link>
        </strong>{" "}
        {kindLabel(ground, it.category)}
      </p>
      <p class="fine">
        {where}
        {" · "}
        {whenOf(found)}
        {" · "}
        {found.of === "incidents"
          ? counted("count.reports", found.it.reports)
          : word("state", found.it.triage)}
      </p>
      <ul class="in-common">
        {it.parts.map((part) => (
          <li key={part.code}>{inWords(part as Part)}</li>
        ))}
      </ul>
      {it.description && (
        <Covered covered={graphic} what={t("sent.text_covered")} keyless>
          <p class="words" dir="auto" lang={(found.of === "reports" && found.it.language) || undefined}>
            {it.description}
          </p>
        </Covered>
      )}
      {it.thumbnails.length > 0 && (
        <Covered covered what={counted("count.photos", it.thumbnails.length)} keyless>
          <div class="row">
            {it.thumbnails.map((url, at) => (
              <img key={url} src={url} alt={t("same.picture", { number: at + 1 })} />
            ))}
          </div>
        </Covered>
      )}
      <div class="buttons tight">{children}</div>
    </li>
  );
}

export function nameOf(found: Found): string {
  if (found.of === "incidents") return found.it.ref ?? found.it.work_ref;
  return moment(found.it.received_at);
}

function whenOf({ it }: Found): string {
  if (it.occurred_at) return moment(it.occurred_at);
  return it.occurred_on ? day(it.occurred_on) : t("same.undated");
}

function address(election: string, { of, it }: Found): string {
  return of === "incidents" ? addresses.incident(election, it.id) : addresses.report(election, it.id);
}

function inWords(part: Part): string {
  const { key, values, minutes } = saying(part);
  return t(`same_part.${key}`, minutes === null ? values : { span: span(minutes * MINUTE_MS) });
}
