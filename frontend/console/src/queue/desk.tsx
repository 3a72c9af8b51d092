import { useState } from "preact/hooks";
import { type DecisionTaken, nextReport, undoDecision } from "../api/reports.ts";
import type { Report } from "../api/types.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { t } from "../language/language.ts";
import { ReportView } from "../report/report_view.tsx";
import { may } from "../session/session.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { ListBeside } from "../shell/list_beside.tsx";
import { go, location } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { useSaving } from "../shell/saving.ts";
import { offerUndo } from "../shell/undo.tsx";
import { addressOf, type Choice, choiceAt, narrowed, servedFrom, servesMore } from "./choice.ts";
import { KeptViews } from "./kept_views.tsx";
import { QueueChoice } from "./queue_choice.tsx";
import { QueueList } from "./queue_list.tsx";

/** Queue and report beside each other; on a narrow screen one at a time. */
export function Desk({ opened }: { opened: string | null }) {
  const { election } = useGround();
  const slug = election.slug;
  const choice = choiceAt(location.value.search);
  const [served, setServed] = useState<{ id: string; because: string; turn: number } | null>(null);
  const [turn, setTurn] = useState(0);
  const [inViews, setInViews] = useState(false);
  const saving = useSaving();

  const address = (id: string | null, wanted: Choice = choice) =>
    (id === null ? addresses.queue(slug) : addresses.report(slug, id)) + addressOf(wanted);
  const show = (id: string | null, wanted: Choice = choice) => go(address(id, wanted));
  const next = () =>
    saving.run(async () => {
      const found = await nextReport(slug, servedFrom(choice));
      if (!found) {
        announce(t("queue.nothing_waits"));
        return;
      }
      setServed({ id: found.id, because: found.on_top_because, turn: (served?.turn ?? 0) + 1 });
      show(found.id);
    });
  const decided = (report: Report, { decision, version, undoSeconds }: DecisionTaken) => {
    setTurn((before) => before + 1);
    const said = t(`decided.${decision}`);
    announce(said);
    offerUndo(said, undoSeconds, async () => {
      await undoDecision(slug, report.id, version);
      // Handed out anew, so that it is read anew and is ours on the screen as well.
      setServed((before) => ({ id: report.id, because: "", turn: (before?.turn ?? 0) + 1 }));
      setTurn((before) => before + 1);
      show(report.id);
      announce(t("decide.undone"));
    });
  };
  const from = servedFrom(choice).queue;
  const ours = served?.id === opened ? served : null;
  useShortcuts([
    { keys: "Escape", label: t("queue.back"), act: () => show(null) },
    { keys: "KeyG KeyI", label: t("go.incidents"), act: () => go(addresses.incidents(slug)) },
    ...(may("lead", slug)
      ? [{ keys: "KeyG KeyB", label: t("go.board"), act: () => go(addresses.board(slug)) }]
      : []),
  ]);
  return (
    <ListBeside
      title={t("queue.title")}
      how={t("queue.how")}
      back={address(null)}
      list={
        <>
          <div class="buttons next">
            <Button keys="KeyN" kind="primary" disabled={saving.busy} onPress={next}>
              {t("queue.next")}
            </Button>
          </div>
          {saving.failure !== null && <Failure failure={saving.failure} />}
          {servesMore(choice) && (
            <p class="fine next-serves">{t("queue.serves_more", { queue: t(`queue.${from}`) })}</p>
          )}
          <QueueChoice
            election={slug}
            queue={choice.queue}
            addressOf={(queue) => address(null, { queue, filters: {} })}
            turn={turn}
          />
          <QueueList
            election={slug}
            choice={choice}
            opened={opened}
            turn={turn}
            addressOf={address}
            onOpen={show}
            onNarrow={(changes) => show(opened, narrowed(choice, changes))}
            onViews={() => setInViews(true)}
          />
          {inViews && (
            <KeptViews
              election={slug}
              choice={choice}
              onClose={() => setInViews(false)}
              onOpen={(wanted) => {
                setInViews(false);
                show(null, wanted);
              }}
            />
          )}
        </>
      }
    >
      {opened && (
        <ReportView
          key={`${opened} ${ours?.turn}`} // handed out anew, it is read anew
          id={opened}
          because={ours?.because || null}
          onDecided={decided}
        />
      )}
    </ListBeside>
  );
}
