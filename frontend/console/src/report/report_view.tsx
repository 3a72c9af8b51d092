import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type DecisionTaken, readReport } from "../api/reports.ts";
import type { Report } from "../api/types.ts";
import { ClaimBar } from "../claim/claim_bar.tsx";
import { holding } from "../claim/holding.ts";
import { useClaim } from "../claim/use_claim.ts";
import { t, word } from "../language/language.ts";
import { due } from "../language/moments.ts";
import { useChanges } from "../live/live.ts";
import { Strip } from "../photos/strip.tsx";
import { may } from "../session/session.ts";
import { Button } from "../shell/button.tsx";
import { Pending } from "../shell/failure.tsx";
import { kindLabel, kindOf, useGround } from "../shell/ground.ts";
import { useLoaded, useNow } from "../shell/loaded.ts";
import { go } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { SeverityMark } from "../shell/severity_mark.tsx";
import { CodingForm } from "./coding_form.tsx";
import { DecisionBar, isOpen } from "./decision_bar.tsx";
import { History } from "./history.tsx";
import { Original } from "./original.tsx";
import { SameEvent } from "./same_event.tsx";
import { Talk } from "./talk.tsx";

interface ReportViewProps {
  id: string;
  /** Why the service handed this one out, if it did. */
  because: string | null;
  onDecided: (report: Report, taken: DecisionTaken) => void;
}

export function ReportView({ id, because, onDecided }: ReportViewProps) {
  const { election } = useGround();
  const loaded = useLoaded(`report ${id}`, (signal) => readReport(election.slug, id, signal));
  useChanges((change) => change.object_id === id, loaded.again);
  if (loaded.value === null) {
    return <Pending failure={loaded.failure} />;
  }
  return (
    <Opened
      key={id}
      report={loaded.value}
      because={because}
      onDecided={onDecided}
      onChanged={loaded.again}
      onRead={loaded.set}
    />
  );
}

interface OpenedProps {
  report: Report;
  because: string | null;
  onDecided: (report: Report, taken: DecisionTaken) => void;
  onChanged: () => void;
  onRead: (report: Report) => void;
}

/** Everything needed to judge one report on one screen. */
function Opened({ report, because, onDecided, onChanged, onRead }: OpenedProps) {
  const ground = useGround();
  const slug = ground.election.slug;
  const now = useNow();
  const claiming = useClaim(slug, { kind: "report", id: report.id }, report.claim);
  const [unsaved, setUnsaved] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const mine = holding(claiming.claim, now) === "mine";
  const graphic = kindOf(ground, report.coding.category)?.graphic ?? false;
  const decided = (taken: DecisionTaken) => {
    if (taken.decision !== "reopen") claiming.ended();
    // Said only once the screen shows it, so that the next key finds what it is about.
    readReport(slug, report.id)
      .then(onRead, onChanged)
      .finally(() => onDecided(report, taken));
  };
  // At once: a moment later it would take the focus from a field that a key has opened.
  useLayoutEffect(() => heading.current?.focus(), []);
  const noteUnsaved = useCallback((is: boolean) => setUnsaved(is), []);
  return (
    <article class="report">
      <div class="report-main">
        <header>
          <h1 ref={heading} tabIndex={-1}>
            <SeverityMark severity={report.severity} /> {kindLabel(ground, report.coding.category)}
          </h1>
          <p class="fine">
            {word("state", report.triage)}
            {" · "}
            <span class={Date.parse(report.due_at) < now ? "late" : ""}>{due(report.due_at, now)}</span>
            {because && <span lang="en"> · {because}</span>}
            {report.test && ` · ${t("state.test")}`}
            {report.late && ` · ${t("state.late")}`}
          </p>
          {report.incident && (
            <Button keys="KeyO" onPress={() => go(addresses.incident(slug, report.incident ?? ""))}>
              {t("report.its_incident")}
            </Button>
          )}
        </header>
        <Original report={report} covered={graphic} />
        <Strip photos={report.photos} graphic={graphic} />
        {report.triage !== "erased" && (
          <SameEvent
            report={report}
            decidable={mine && !unsaved && !report.test && isOpen(report)}
            onDecided={decided}
          />
        )}
        <Talk election={slug} report={report} onChanged={onChanged} />
        <History entries={report.history} />
      </div>
      <div class="report-side">
        <ClaimBar claiming={claiming} lead={may("lead", slug)} />
        {mine && <DecisionBar election={slug} report={report} unsaved={unsaved} onDecided={decided} />}
        <CodingForm
          key={report.id}
          election={slug}
          report={report}
          mine={mine}
          onSaved={onRead}
          onUnsaved={noteUnsaved}
        />
      </div>
    </article>
  );
}
