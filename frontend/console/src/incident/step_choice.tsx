import type { IncidentQueue } from "../api/types.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { t } from "../language/language.ts";
import { go, Link } from "../shell/navigation.tsx";

interface StepChoiceProps {
  steps: readonly IncidentQueue[];
  step: IncidentQueue;
  addressOf: (step: IncidentQueue) => string;
}

/** Which step is to be taken next: each is a queue of incidents that wait for it. */
export function StepChoice({ steps, step, addressOf }: StepChoiceProps) {
  useShortcuts(
    steps.map((each, at) => ({
      keys: `KeyG Digit${at + 1}`,
      label: t(`incident_queue.${each}`),
      act: () => go(addressOf(each)),
    })),
  );
  return (
    <nav class="queue-choice" aria-label={t("incident_queue.title")}>
      <ul>
        {steps.map((each) => (
          <li key={each}>
            <Link to={addressOf(each)} current={each === step}>
              {t(`incident_queue.${each}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
