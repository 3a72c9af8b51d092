import { useEffect, useState } from "preact/hooks";
import { listReports } from "../api/reports.ts";
import { BulkBar } from "../bulk/bulk_bar.tsx";
import { useChoosing } from "../bulk/use_choosing.ts";
import { counted, t, word } from "../language/language.ts";
import { useChanges } from "../live/live.ts";
import { may } from "../session/session.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { ListHead } from "../shell/list_head.tsx";
import { useEvery } from "../shell/loaded.ts";
import { useSteadyList } from "../shell/steady_list.ts";
import { type Choice, type Filters, listed } from "./choice.ts";
import { NarrowDialog, Narrowing } from "./narrowing.tsx";
import { QueueRow } from "./queue_row.tsx";

const LIMIT = 50;
/** For what time alone changes: what comes due, wakes up or is no longer held. */
const REFRESH_MS = 60_000;

interface QueueListProps {
  election: string;
  choice: Choice;
  opened: string | null;
  addressOf: (id: string) => string;
  onOpen: (id: string) => void;
  onNarrow: (changes: Filters) => void;
  /** To one's own views. */
  onViews: () => void;
  /** Moves when something was decided here, so that the list looks again. */
  turn: number;
}

/** The list that never moves by itself: news wait behind a button, what left stays greyed. */
export function QueueList(props: QueueListProps) {
  const { election, choice, opened, addressOf, onOpen, onNarrow, onViews, turn } = props;
  const [narrowing, setNarrowing] = useState(false);
  const asked = listed(choice, LIMIT);
  const { rows, waiting, gone, empty, more, failure, again, show } = useSteadyList(
    `reports ${election} ${asked}`,
    (signal) => listReports(election, asked, signal),
  );
  useEffect(() => {
    if (turn > 0) again();
  }, [turn, again]);
  useChanges((change) => change.kind === "report", again);
  useEvery(REFRESH_MS, again);

  const choosing = useChoosing(rows);
  const lead = may("lead", election);
  return (
    <section class="queue" aria-label={t("queue.title")}>
      <ListHead
        which={
          <div class="buttons tight">
            <Button keys="KeyF" kind="quiet" onPress={() => setNarrowing(true)}>
              {t("narrow.open")}
            </Button>
            <Button keys="KeyL" kind="quiet" onPress={onViews}>
              {t("views.open")}
            </Button>
          </div>
        }
        ids={rows.map((row) => row.id)}
        opened={opened}
        onOpen={onOpen}
        words={choice.filters.q ?? ""}
        searchLabel={t("queue.search")}
        onWords={(q) => onNarrow({ q })}
      />
      <Narrowing filters={choice.filters} onChange={onNarrow} />
      {failure !== null && <Failure failure={failure} />}
      <div class="news" role="status">
        {waiting + gone.size > 0 && (
          <Button kind="primary" keys="KeyU" onPress={show}>
            {waiting > 0 ? counted("queue.news", waiting) : t("queue.refresh")}
          </Button>
        )}
      </div>
      {lead && (
        <BulkBar
          election={election}
          choosing={choosing}
          opened={rows.find((row) => row.id === opened) ?? null}
          onChanged={again}
        />
      )}
      {empty && <p class="empty">{t("queue.empty")}</p>}
      <ol class="rows">
        {rows.map((row) => (
          <QueueRow
            key={row.id}
            row={row}
            to={addressOf(row.id)}
            opened={row.id === opened}
            gone={gone.has(row.id)}
            choosing={lead ? choosing : null}
          />
        ))}
      </ol>
      {more && (
        <p class="fine">
          {t("queue.more", {
            count: LIMIT,
            order: word("queue_order", asked.get("sort") ?? ""),
          })}
        </p>
      )}
      {narrowing && (
        <NarrowDialog
          filters={choice.filters}
          onClose={() => setNarrowing(false)}
          onChange={(changes) => {
            setNarrowing(false);
            onNarrow(changes);
          }}
        />
      )}
    </section>
  );
}
