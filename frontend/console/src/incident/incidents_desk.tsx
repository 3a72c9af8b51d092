import { useState } from "preact/hooks";
import { nextIncident } from "../api/incidents.ts";
import type { IncidentQueue } from "../api/types.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { t } from "../language/language.ts";
import { may } from "../session/session.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { ListBeside } from "../shell/list_beside.tsx";
import { go, location } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { useSaving } from "../shell/saving.ts";
import { IncidentList } from "./incident_list.tsx";
import { IncidentView } from "./incident_view.tsx";
import { usePerson } from "./person.ts";
import { StepChoice } from "./step_choice.tsx";
import { type IncidentsView, stepNamed, stepsOf, viewNamed } from "./views.ts";

interface Changes {
  view?: IncidentsView;
  words?: string;
  step?: IncidentQueue;
}

/** Incidents and the one that is opened, beside each other. */
export function IncidentsDesk({ opened }: { opened: string | null }) {
  const { slug } = useGround().election;
  const [turn, setTurn] = useState(0);
  const query = new URLSearchParams(location.value.search);
  const view = viewNamed(query.get("view"));
  const words = query.get("q") ?? "";
  const steps = stepsOf(usePerson());
  const step = stepNamed(query.get("queue"), steps);
  const [served, setServed] = useState<{ id: string; because: string; turn: number } | null>(null);
  const saving = useSaving();
  const address = (id: string | null, changes: Changes = {}) => {
    const asked = new URLSearchParams();
    const [nextView, nextWords] = [changes.view ?? view, changes.words ?? words];
    const nextStep = changes.step ?? step;
    if (nextStep !== null && nextStep !== steps[0]) asked.set("queue", nextStep);
    if (nextView !== "open") asked.set("view", nextView);
    if (nextWords) asked.set("q", nextWords);
    const path = id === null ? addresses.incidents(slug) : addresses.incident(slug, id);
    return asked.size > 0 ? `${path}?${asked}` : path;
  };
  const show = (id: string | null, changes: Changes = {}) => go(address(id, changes));
  const next = (from: IncidentQueue) =>
    saving.run(async () => {
      const found = await nextIncident(slug, from);
      if (!found) {
        announce(t("incident_queue.nothing_waits"));
        return;
      }
      setServed((before) => ({ id: found.id, because: found.on_top_because, turn: (before?.turn ?? 0) + 1 }));
      show(found.id);
    });
  const ours = served?.id === opened ? served : null;
  useShortcuts([
    { keys: "Escape", label: t("queue.back"), act: () => show(null) },
    { keys: "KeyG KeyR", label: t("go.referrals"), act: () => go(addresses.referrals(slug)) },
    { keys: "KeyG KeyQ", label: t("go.queue"), act: () => go(addresses.queue(slug)) },
    ...(may("lead", slug)
      ? [{ keys: "KeyG KeyB", label: t("go.board"), act: () => go(addresses.board(slug)) }]
      : []),
  ]);
  return (
    <ListBeside
      space={step === null}
      title={t("incidents.title")}
      how={t("incidents.how")}
      back={address(null)}
      list={
        <>
          {step !== null && (
            <>
              <div class="buttons next">
                <Button keys="KeyN" kind="primary" disabled={saving.busy} onPress={() => next(step)}>
                  {t("incident_queue.next")}
                </Button>
              </div>
              <StepChoice
                election={slug}
                steps={steps}
                step={step}
                addressOf={(each) => address(opened, { step: each })}
                turn={turn + (served?.turn ?? 0)}
              />
            </>
          )}
          {saving.failure !== null && <Failure failure={saving.failure} />}
          <IncidentList
            addressOf={address}
            view={view}
            words={words}
            opened={opened}
            turn={turn}
            onView={(each) => show(null, { view: each })}
            onWords={(each) => show(opened, { words: each })}
            onOpen={(id) => show(id)}
          />
        </>
      }
    >
      {opened && (
        <IncidentView
          key={`${opened} ${ours?.turn}`} // handed out anew, it is read anew
          id={opened}
          because={ours?.because || null}
          onChanged={() => setTurn((before) => before + 1)}
        />
      )}
    </ListBeside>
  );
}
