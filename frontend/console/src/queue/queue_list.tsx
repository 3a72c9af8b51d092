import { useEffect, useState } from "preact/hooks";
import { listReports } from "../api/reports.ts";
import type { ReportRow } from "../api/types.ts";
import { BulkBar } from "../bulk/bulk_bar.tsx";
import { useChoosing } from "../bulk/use_choosing.ts";
import { counted, t, word } from "../language/language.ts";
import { may } from "../session/session.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { ListHead } from "../shell/list_head.tsx";
import { useEvery } from "../shell/loaded.ts";
import { takeIn } from "./arrivals.ts";
import { type Choice, type Filters, listed } from "./choice.ts";
import { NarrowDialog, Narrowing } from "./narrowing.tsx";
import { QueueRow } from "./queue_row.tsx";

const LIMIT = 50;
const REFRESH_MS = 10_000;

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
  const [rows, setRows] = useState<readonly ReportRow[] | null>(null);
  const [fresh, setFresh] = useState<readonly ReportRow[]>([]);
  const [more, setMore] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [narrowing, setNarrowing] = useState(false);
  const asked = listed(choice, LIMIT).toString();

  const load = (replace: boolean, signal?: AbortSignal) =>
    listReports(election, new URLSearchParams(asked), signal).then(
      (page) => {
        if (signal?.aborted) return;
        setFailure(null);
        setFresh(page.items);
        setMore(page.next_cursor !== null);
        if (replace) setRows(page.items);
      },
      (why: unknown) => !signal?.aborted && setFailure(why),
    );
  useEffect(() => {
    const abort = new AbortController();
    setRows(null);
    load(true, abort.signal);
    return () => abort.abort();
  }, [election, asked]);
  useEffect(() => {
    if (turn > 0) load(false);
  }, [turn]);
  useEvery(REFRESH_MS, () => load(false));

  const shown = takeIn(rows ?? [], fresh);
  const choosing = useChoosing(shown.rows);
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
        ids={shown.rows.map((row) => row.id)}
        opened={opened}
        onOpen={onOpen}
        words={choice.filters.q ?? ""}
        searchLabel={t("queue.search")}
        onWords={(q) => onNarrow({ q })}
      />
      <Narrowing filters={choice.filters} onChange={onNarrow} />
      {failure !== null && <Failure failure={failure} />}
      <div class="news" role="status">
        {shown.waiting + shown.gone.size > 0 && (
          <Button kind="primary" keys="KeyU" onPress={() => setRows(fresh)}>
            {shown.waiting > 0 ? counted("queue.news", shown.waiting) : t("queue.refresh")}
          </Button>
        )}
      </div>
      {lead && (
        <BulkBar
          election={election}
          choosing={choosing}
          opened={shown.rows.find((row) => row.id === opened) ?? null}
          onChanged={() => void load(false)}
        />
      )}
      {rows !== null && rows.length === 0 && <p class="empty">{t("queue.empty")}</p>}
      <ol class="rows">
        {shown.rows.map((row) => (
          <QueueRow
            key={row.id}
            row={row}
            to={addressOf(row.id)}
            opened={row.id === opened}
            gone={shown.gone.has(row.id)}
            choosing={lead ? choosing : null}
          />
        ))}
      </ol>
      {more && (
        <p class="fine">
          {t("queue.more", {
            count: LIMIT,
            order: word("queue_order", new URLSearchParams(asked).get("sort") ?? ""),
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
