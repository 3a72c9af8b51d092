import { useState } from "preact/hooks";
import { withdraw } from "../api/incidents.ts";
import type { Incident, Revision } from "../api/types.ts";
import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { ReasonDialog } from "../report/reason_dialog.tsx";
import { reasonsFor } from "../report/reasons.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useSaving } from "../shell/saving.ts";
import { Hindrances } from "./hindrances.tsx";
import { usePerson } from "./person.ts";
import { PreviewDialog } from "./preview_dialog.tsx";
import { hindersPublishing, hindersWithdrawing } from "./readiness.ts";

interface PublishPanelProps {
  incident: Incident;
  revisions: readonly Revision[];
  onChanged: () => void;
}

/** Where it stands towards the public, what is missing, and who may do the next thing. */
export function PublishPanel({ incident, revisions, onChanged }: PublishPanelProps) {
  const { election } = useGround();
  const person = usePerson();
  const [asking, setAsking] = useState<"preview" | "withdraw" | null>(null);
  const saving = useSaving();
  const newest = revisions[0];
  const rules = { four_eyes: election.publication.four_eyes, languages: election.languages };
  const hindrances = hindersPublishing(incident, newest, person, rules);
  const close = () => setAsking(null);
  return (
    <section class="panel" aria-label={t("publish.title")}>
      <h2>{t("publish.title")}</h2>
      <p>
        <strong>{word("publication", incident.publication)}</strong>
      </p>
      {newest && incident.revision !== incident.published_revision && (
        <p class="fine">
          {t("publish.draft", {
            number: newest.number,
            author: newest.author,
            at: moment(newest.created_at),
          })}
        </p>
      )}
      <Hindrances hindrances={hindrances} />
      <div class="buttons">
        {person.lead && (
          <Button keys="KeyP" onPress={() => setAsking("preview")}>
            {t(hindrances.length === 0 ? "publish.open" : "publish.preview")}
          </Button>
        )}
        {hindersWithdrawing(incident, person).length === 0 && (
          <Button keys="KeyW" kind="danger" onPress={() => setAsking("withdraw")}>
            {t("withdraw.open")}
          </Button>
        )}
      </div>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      {asking === "preview" && (
        <PreviewDialog
          incident={incident}
          may={hindrances.length === 0}
          onClose={close}
          onPublished={() => {
            close();
            announce(t("publish.done"));
            onChanged();
          }}
        />
      )}
      {asking === "withdraw" && (
        <ReasonDialog
          title={t("withdraw.title")}
          choices={reasonsFor("withdraw").map((reason) => ({ decision: "withdraw" as const, reason }))}
          onClose={close}
          onChosen={({ reason }, note) => {
            close();
            saving.run(async () => {
              await withdraw(election.slug, incident.id, incident.version, reason.code, note);
              announce(t("withdraw.done"));
              onChanged();
            });
          }}
        />
      )}
    </section>
  );
}
