import { useState } from "preact/hooks";
import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { me } from "../session/session.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { decideRedaction, type Redaction } from "./api.ts";
import { AnswersGiven } from "./questions.tsx";

interface RedactionListProps {
  redactions: readonly Redaction[];
  fourEyes: boolean;
  onDecided: () => void;
}

/** What was made of this photo, by whom, and whether a second person has agreed. The newest first. */
export function RedactionList({ redactions, fourEyes, onDecided }: RedactionListProps) {
  if (redactions.length === 0) return <p class="empty">{t("redaction.none")}</p>;
  return (
    <ul class="redactions">
      {redactions.toReversed().map((redaction) => (
        <li key={redaction.id}>
          <OneRedaction redaction={redaction} fourEyes={fourEyes} onDecided={onDecided} />
        </li>
      ))}
    </ul>
  );
}

interface OneRedactionProps {
  redaction: Redaction;
  fourEyes: boolean;
  onDecided: () => void;
}

/** Decided only by somebody who has it before their eyes. */
function OneRedaction({ redaction, fourEyes, onDecided }: OneRedactionProps) {
  const [shown, setShown] = useState(false);
  const saving = useSaving();
  const own = fourEyes && redaction.made_by === me.value?.name;
  const decide = (decision: "approve" | "reject") =>
    saving.run(async () => {
      await decideRedaction(redaction, decision);
      announce(t(`redaction.said_${decision}`));
      onDecided();
    });
  return (
    <>
      <p>
        <strong>{word("redaction_state", redaction.state)}</strong>
        {" · "}
        {t("redaction.made", { by: redaction.made_by, at: moment(redaction.made_at) })}
        {redaction.decided_by !== null &&
          redaction.decided_at !== null &&
          ` · ${t("redaction.decided", { by: redaction.decided_by, at: moment(redaction.decided_at) })}`}
      </p>
      <AnswersGiven answers={redaction.answers} />
      <Button pressed={shown} onPress={() => setShown(!shown)}>
        {t("redaction.look")}
      </Button>
      {shown && (
        <img
          class="redacted"
          src={redaction.url}
          width={redaction.width_px}
          height={redaction.height_px}
          alt={t("redaction.result")}
        />
      )}
      {redaction.state === "proposed" && own && <p class="fine">{t("redaction.not_by_you")}</p>}
      {redaction.state === "proposed" && !own && (
        <div class="buttons tight">
          <Button kind="primary" disabled={!shown || saving.busy} onPress={() => decide("approve")}>
            {t("redaction.approve")}
          </Button>
          <Button kind="danger" disabled={!shown || saving.busy} onPress={() => decide("reject")}>
            {t("redaction.reject")}
          </Button>
          {!shown && <p class="fine">{t("redaction.look_first")}</p>}
        </div>
      )}
      {saving.failure !== null && <Failure failure={saving.failure} />}
    </>
  );
}
