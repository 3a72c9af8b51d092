import { useState } from "preact/hooks";
import { t, word } from "../language/language.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { type ConsoleElection, setStatus } from "./api.ts";

type Step = "open" | "close" | "archive";

const STEPS: Readonly<Record<string, readonly Step[]>> = {
  draft: ["open", "archive"],
  open: ["close"],
  closed: ["open", "archive"],
  archived: ["close"],
};

interface StatusStepsProps {
  election: ConsoleElection;
  onChanged: (election: ConsoleElection) => void;
}

/** A step is chosen, reads what it does, and is then taken. */
export function StatusSteps({ election, onChanged }: StatusStepsProps) {
  const [chosen, setChosen] = useState<Step | null>(null);
  const saving = useSaving();
  const take = (step: Step) =>
    saving.run(async () => {
      onChanged(await setStatus(election.slug, step));
      setChosen(null);
      announce(t("coding.saved"));
    });
  return (
    <section aria-label={t("people.state")}>
      <h2>
        {t("people.state")}: {word("election_status", election.status)}
      </h2>
      <div class="buttons">
        {(STEPS[election.status] ?? []).map((step) => (
          <Button
            key={step}
            pressed={chosen === step}
            onPress={() => setChosen(chosen === step ? null : step)}
          >
            {t(`elections.do_${step}`)}
          </Button>
        ))}
      </div>
      {chosen && (
        <>
          <p class="notice">{t(`elections.means_${chosen}`)}</p>
          <Button kind="danger" disabled={saving.busy} onPress={() => take(chosen)}>
            {t("elections.sure")}
          </Button>
        </>
      )}
      {saving.failure !== null && <Failure failure={saving.failure} />}
    </section>
  );
}
