import { useLayoutEffect, useRef } from "preact/hooks";
import { listRevisions, readIncident } from "../api/incidents.ts";
import type { Incident } from "../api/types.ts";
import { ClaimBar } from "../claim/claim_bar.tsx";
import { useClaim } from "../claim/use_claim.ts";
import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { useChanges } from "../live/live.ts";
import { Referrals } from "../referral/referrals.tsx";
import { History } from "../report/history.tsx";
import { Pending } from "../shell/failure.tsx";
import { kindLabel, useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { SeverityMark } from "../shell/severity_mark.tsx";
import { Behind } from "./behind.tsx";
import { Differences } from "./differences.tsx";
import { IncidentForm } from "./incident_form.tsx";
import { LinkedReports } from "./linked_reports.tsx";
import { Merged } from "./merged.tsx";
import { usePerson } from "./person.ts";
import { PublishPanel } from "./publish_panel.tsx";
import { Related } from "./related.tsx";
import { Revisions } from "./revisions.tsx";
import { SameEvent } from "./same_event.tsx";
import { Statements } from "./statements.tsx";
import { Steps } from "./steps.tsx";
import { VerdictPanel } from "./verdict_panel.tsx";

interface IncidentViewProps {
  id: string;
  /** Why the service handed this one out, if it did. */
  because: string | null;
  /** The list beside it looks again. */
  onChanged: () => void;
}

export function IncidentView({ id, because, onChanged }: IncidentViewProps) {
  const { election } = useGround();
  const loaded = useLoaded(`incident ${id}`, (signal) => readIncident(election.slug, id, signal));
  useChanges((change) => change.object_id === id, loaded.again);
  if (loaded.value === null) {
    return <Pending failure={loaded.failure} />;
  }
  return (
    <Opened
      key={id}
      incident={loaded.value}
      because={because}
      onAgain={() => {
        loaded.again();
        onChanged();
      }}
      onRead={(now) => {
        loaded.set(now);
        onChanged();
      }}
    />
  );
}

interface OpenedProps {
  incident: Incident;
  because: string | null;
  onAgain: () => void;
  onRead: (incident: Incident) => void;
}

/** One incident: what it rests on, what the public reads, how sure we are, and who does what next. */
function Opened({ incident, because, onAgain, onRead }: OpenedProps) {
  const ground = useGround();
  const slug = ground.election.slug;
  const heading = useRef<HTMLHeadingElement>(null);
  const revisions = useLoaded(`revisions ${incident.id} ${incident.version}`, (signal) =>
    listRevisions(slug, incident.id, signal),
  );
  // At once: a moment later it would take the focus from a field that a key has opened.
  useLayoutEffect(() => heading.current?.focus(), []);
  const claiming = useClaim(slug, { kind: "incident", id: incident.id }, incident.claim);
  const person = usePerson();
  const known = revisions.value?.items ?? [];
  return (
    <article class="report">
      <div class="report-main">
        <header>
          <h1 ref={heading} tabIndex={-1}>
            <SeverityMark severity={incident.severity} /> {kindLabel(ground, incident.category)}
          </h1>
          <p class="fine">
            {incident.ref ?? incident.work_ref} · {word("publication", incident.publication)} ·{" "}
            {t("incident.opened", { by: incident.created_by, at: moment(incident.created_at) })}
            {because && <span lang="en"> · {because}</span>}
          </p>
        </header>
        <Merged incident={incident} onChanged={onAgain} />
        <LinkedReports incident={incident} onChanged={onAgain} />
        <Behind incident={incident} />
        <Differences incident={incident} />
        {incident.publication !== "withdrawn" && incident.merged_into === null && (
          <SameEvent incident={incident} onChanged={onAgain} onRead={onRead} />
        )}
        <IncidentForm key={incident.id} incident={incident} onSaved={onRead} />
      </div>
      <div class="report-side">
        {person.verifier && <ClaimBar claiming={claiming} lead={person.lead} />}
        <PublishPanel incident={incident} revisions={known} onChanged={onAgain} />
        <VerdictPanel incident={incident} onChanged={onRead} />
        <Steps incident={incident} onChanged={onAgain} />
        <Statements incident={incident} onChanged={onAgain} />
        <Referrals incident={incident} onChanged={onAgain} />
        <Related incident={incident} onChanged={onAgain} />
        <Revisions revisions={known} />
        <History entries={incident.history} />
      </div>
    </article>
  );
}
