import { useEffect } from "preact/hooks";
import { useShortcuts } from "../keys/shortcuts.ts";
import { t } from "../language/language.ts";
import { useChanges } from "../live/live.ts";
import { Count } from "../shell/count.tsx";
import { Failure } from "../shell/failure.tsx";
import { useEvery, useLoaded } from "../shell/loaded.ts";
import { go, Link } from "../shell/navigation.tsx";
import { countQueues } from "./api.ts";
import { QUEUES, type Shelf } from "./choice.ts";

/** For what time alone changes. */
const REFRESH_MS = 60_000;
const SHELVES: readonly Shelf[] = [...QUEUES, "every"];

interface QueueChoiceProps {
  election: string;
  queue: Shelf;
  addressOf: (queue: Shelf) => string;
  /** Moves when something was decided here, so that it counts again. */
  turn: number;
}

/** Every queue by its name, with how many stand in it. */
export function QueueChoice({ election, queue, addressOf, turn }: QueueChoiceProps) {
  const counts = useLoaded(`queues ${election}`, (signal) => countQueues(election, signal));
  useEffect(() => {
    if (turn > 0) counts.again();
  }, [turn, counts.again]);
  useChanges((change) => change.kind === "report", counts.again);
  useEvery(REFRESH_MS, counts.again);
  useShortcuts(
    QUEUES.map((each, at) => ({
      keys: `KeyG Digit${at + 1}`,
      label: t(`queue.${each}`),
      act: () => go(addressOf(each)),
    })),
  );
  return (
    <nav class="queue-choice" aria-label={t("queue.queues")}>
      {counts.failure !== null && <Failure failure={counts.failure} />}
      <ul>
        {SHELVES.map((each) => (
          <li key={each}>
            <Link to={addressOf(each)} current={each === queue}>
              <span>{t(`queue.${each}`)}</span>
              <Count of={counts.value?.find((count) => count.name === each)} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
