import { useEffect } from "preact/hooks";
import { countIncidentQueues } from "../api/incidents.ts";
import type { IncidentQueue } from "../api/types.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { t } from "../language/language.ts";
import { useChanges } from "../live/live.ts";
import { Count } from "../shell/count.tsx";
import { Failure } from "../shell/failure.tsx";
import { useEvery, useLoaded } from "../shell/loaded.ts";
import { go, Link } from "../shell/navigation.tsx";

/** For what time alone changes: the waiting time before publication. */
const REFRESH_MS = 60_000;

interface StepChoiceProps {
  election: string;
  steps: readonly IncidentQueue[];
  step: IncidentQueue;
  addressOf: (step: IncidentQueue) => string;
  /** Moves when something was decided here, so that it counts again. */
  turn: number;
}

/** Which step is to be taken next: each is a queue of incidents that wait for it, with how many. */
export function StepChoice({ election, steps, step, addressOf, turn }: StepChoiceProps) {
  const counts = useLoaded(`incident queues ${election}`, (signal) => countIncidentQueues(election, signal));
  useEffect(() => {
    if (turn > 0) counts.again();
  }, [turn, counts.again]);
  useChanges(() => true, counts.again); // a redaction belongs to a report
  useEvery(REFRESH_MS, counts.again);
  useShortcuts(
    steps.map((each, at) => ({
      keys: `KeyG Digit${at + 1}`,
      label: t(`incident_queue.${each}`),
      act: () => go(addressOf(each)),
    })),
  );
  return (
    <nav class="queue-choice" aria-label={t("incident_queue.title")}>
      {counts.failure !== null && <Failure failure={counts.failure} />}
      <ul>
        {steps.map((each) => (
          <li key={each}>
            <Link to={addressOf(each)} current={each === step}>
              <span>{t(`incident_queue.${each}`)}</span>
              <Count of={counts.value?.find((count) => count.name === each)} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
