import { useState } from "preact/hooks";
import { type DecisionTaken, nextReport, undoDecision } from "../api/reports.ts";
import type { Report } from "../api/types.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { t } from "../language/language.ts";
import { ReportView } from "../report/report_view.tsx";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { ListBeside } from "../shell/list_beside.tsx";
import { go, location } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { useSaving } from "../shell/saving.ts";
import { offerUndo } from "../shell/undo.tsx";
import { QueueList } from "./queue_list.tsx";
import { type Queue, queueNamed, servedFrom } from "./views.ts";

/** Queue and report beside each other; on a narrow screen one at a time. */
export function Desk({ opened }: { opened: string | null }) {
  const { election } = useGround();
  const slug = election.slug;
  const query = new URLSearchParams(location.value.search);
  const queue = queueNamed(query.get("queue"));
  const words = query.get("q") ?? "";
  const [served, setServed] = useState<{ id: string; because: string; turn: number } | null>(null);
  const [turn, setTurn] = useState(0);
  const saving = useSaving();

  const show = (id: string | null, changes: { queue?: Queue; words?: string } = {}) => {
    const asked = new URLSearchParams();
    const [nextQueue, nextWords] = [changes.queue ?? queue, changes.words ?? words];
    if (nextQueue !== "waiting") asked.set("queue", nextQueue);
    if (nextWords) asked.set("q", nextWords);
    const path = id === null ? addresses.queue(slug) : addresses.report(slug, id);
    go(asked.size > 0 ? `${path}?${asked}` : path);
  };
  const next = () =>
    saving.run(async () => {
      const found = await nextReport(slug, { queue: servedFrom(queue), graphic: true });
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
  const ours = served?.id === opened ? served : null;
  useShortcuts([
    { keys: "Escape", label: t("queue.back"), act: () => show(null) },
    { keys: "KeyG KeyI", label: t("go.incidents"), act: () => go(addresses.incidents(slug)) },
  ]);
  return (
    <ListBeside
      title={t("queue.title")}
      how={t("queue.how")}
      back={addresses.queue(slug)}
      list={
        <>
          <div class="buttons next">
            <Button keys="KeyN" kind="primary" disabled={saving.busy} onPress={next}>
              {t("queue.next")}
            </Button>
          </div>
          {saving.failure !== null && <Failure failure={saving.failure} />}
          <QueueList
            election={slug}
            queue={queue}
            words={words}
            opened={opened}
            turn={turn}
            onQueue={(each) => show(null, { queue: each })}
            onWords={(each) => show(opened, { words: each })}
            onOpen={(id) => show(id)}
          />
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
